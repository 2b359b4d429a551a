/**
 * `npm run keys`: prints new secrets in the format of a `.env` file.
 * `npm run keys -- <add|use|remove> <APP_SECRET|JWT_PRIVATE_KEY> [--write]`: prints the value of one step of a rotation (docs/keys.md). The
 * present value is read from the environment, or else from `.env` in the current folder. `--write` reads and replaces it in `.env`.
 */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';

const FILE = '.env';
const PEM = /-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----/g;

const newPem = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .trim();

const SETTINGS = {
  APP_SECRET: {
    generate: () => randomBytes(32).toString('base64url'),
    parse: (value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    print: (entries) => entries.join(','),
    services: 'auth-api and bot-worker',
    waits: { use: 'until no process runs with the former value', remove: 'REFRESH_IDLE_DAYS (30 days)' },
  },
  JWT_PRIVATE_KEY: {
    generate: newPem,
    parse: (value) => value.replaceAll('\\n', '\n').match(PEM) ?? [],
    print: (entries) => `"${entries.join('\n').replaceAll('\n', '\\n')}"`,
    services: 'auth-api',
    waits: {
      use: '5 minutes, or as long as your back ends cache the JWKS',
      remove: 'ACCESS_TOKEN_SECONDS (10 minutes)',
    },
  },
};

/** The change of each step, the number of entries that it needs, and what comes next. */
const STEPS = {
  add: {
    needs: 1,
    change: (entries, setting) => [...entries, setting.generate()],
    next: ({ waits }) => `wait ${waits.use}, and go on with "use"`,
  },
  use: {
    needs: 2,
    change: ([former, added]) => [added, former],
    next: ({ waits }) => `wait ${waits.remove}, and go on with "remove"`,
  },
  remove: { needs: 2, change: ([used]) => [used], next: () => 'the rotation is complete' },
};

function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

/** Names an entry without revealing it. */
const nameOf = (entry) => createHash('sha256').update(entry).digest('hex').slice(0, 8);

function fileText() {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return undefined;
  }
}

function presentValue(variable, text, isWritten) {
  const written = text === undefined ? undefined : parseEnv(text)[variable];
  if (!isWritten)
    return (
      process.env[variable] ??
      written ??
      refuse(`${variable} is neither in the environment nor in ${FILE} of this folder.`)
    );
  return written ?? refuse(`${FILE} of this folder has no ${variable} to replace.`);
}

/** Replaces one variable and nothing else, or refuses. A crash leaves the former file. */
function replaceInFile(variable, line, text) {
  const written = new RegExp(`^(?:export +)?${variable} *=(?: *"[^"]*"| *'[^']*'|[^"'\n]*)(?: *#.*)?$`, 'm');
  const replaced = text.replace(written, () => line);
  const [before, after] = [parseEnv(text), parseEnv(replaced)];
  const changed = Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
  if (changed.join() !== variable)
    refuse(
      `The line of ${variable} in ${FILE} cannot be replaced safely. Call without --write, and change it by hand.`,
    );
  const draft = `${FILE}.new`;
  writeFileSync(draft, replaced, { mode: statSync(FILE).mode });
  renameSync(draft, FILE);
}

function rotate(step, variable, isWritten) {
  const setting = SETTINGS[variable];
  const { needs, change, next } = STEPS[step];
  const text = fileText();
  const entries = setting.parse(presentValue(variable, text, isWritten));
  if (entries.length !== needs)
    refuse(
      `"${step}" needs ${needs === 1 ? 'one entry' : 'two entries'} in ${variable}, which has ${entries.length}.`,
    );
  const changed = change(entries, setting);
  const line = `${variable}=${setting.print(changed)}`;
  if (isWritten) replaceInFile(variable, line, text);
  else process.stdout.write(`${line}\n`);
  process.stderr.write(
    `${variable}: ${entries.map(nameOf).join(', ')} → ${changed.map(nameOf).join(', ')} (the first is used, all are accepted).\n` +
      `Deploy it to ${setting.services}. Then ${next(setting)}.\n`,
  );
}

const USAGE = 'Usage: npm run --silent keys -- [add|use|remove APP_SECRET|JWT_PRIVATE_KEY [--write]]';

function parsedArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false } } });
  } catch (error) {
    return refuse(`${error.message}\n${USAGE}`);
  }
}

const { positionals, values } = parsedArguments();
const [step, variable, ...more] = positionals;
if (step === undefined && !values.write) {
  for (const [name, { generate, print }] of Object.entries(SETTINGS))
    process.stdout.write(`${name}=${print([generate()])}\n`);
} else if (!Object.hasOwn(STEPS, step ?? '') || !Object.hasOwn(SETTINGS, variable ?? '') || more.length > 0)
  refuse(USAGE);
else rotate(step, variable, values.write);
