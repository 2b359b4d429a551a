import { spawn, spawnSync } from 'node:child_process';
import { Linter } from 'eslint';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newOwner, Product, receiveCode } from '@app/testing';

const ROOT = join(__dirname, '..');

/** What a team may write. It compiles only because the types of the package tell what an answer and an error have. */
const APP = `
import { createClient, OtpravkaError, type CurrentSession, type OtpravkaClient } from '@otpravka/client';

declare const process: {
  argv: string[];
  stdin: { once(event: 'data', listener: (data: { toString(): string }) => void): void; unref(): void };
  stdout: { write(text: string): void };
};

const [, , api = '', phone = ''] = process.argv;
const otpravka: OtpravkaClient = createClient({ api, language: 'kk' });
const say = (value: unknown): void => process.stdout.write(JSON.stringify(value) + '\\n');

function waitOf(error: OtpravkaError): number | undefined {
  if (error.code === 'code_wrong') return error.attemptsLeft;
  return error.code === 'too_many_requests' || error.code === 'unavailable' ? error.retryAfter : undefined;
}

const off = otpravka.onChange((session: CurrentSession | undefined) => say({ changed: session?.shop.phone ?? null }));
const challenge = await otpravka.requestCode({ phone });
let stop = (): void => undefined;
await new Promise<void>((resolve) => {
  stop = otpravka.watch(challenge.challengeId, (status) => {
    say({ status });
    resolve();
  });
});
try {
  await otpravka.verify({ challengeId: challenge.challengeId, code: 'none' });
} catch (error) {
  if (error instanceof OtpravkaError) say({ refused: error.code, left: waitOf(error), text: error.text });
}
const code = await new Promise<string>((resolve) => process.stdin.once('data', (data) => resolve(data.toString())));
process.stdin.unref();
const { shop, session, isNewShop } = await otpravka.verify({ challengeId: challenge.challengeId, code: code.trim() });
say({ isNewShop, phone: shop.phone, isSameSession: session.id === otpravka.session.current?.session.id });
const response = await otpravka.fetch(api + '/api/auth/me');
say({ me: response.status });
say({ sessions: (await otpravka.sessions.list()).length, activity: (await otpravka.activity({ limit: 1 })).items.length });
await otpravka.signOut();
stop();
off();
otpravka.close();
`;

const STRICT = {
  target: 'ES2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  types: [],
  outDir: 'built',
};

const PROJECTS = {
  'moduleResolution nodenext': { ...STRICT, module: 'nodenext', lib: ['ES2022', 'DOM'] },
  'moduleResolution bundler': {
    ...STRICT,
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM'],
  },
  'the types of Node and none of a browser': {
    ...STRICT,
    module: 'nodenext',
    lib: ['ES2023'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  },
};

let folder: string;
let product: Product;

const run = (program: string, args: readonly string[], cwd = folder): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stdout}${stderr}`);
  return stdout;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'otpravka-team-'));
  run('npm', ['pack', '--silent', '--pack-destination', folder], join(ROOT, 'libs', 'client'));
  const [archive] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${archive}`]);
  writeFileSync(join(folder, 'app.ts'), APP);
  product = await Product.start();
});

afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the packed client in an empty project', () => {
  it('is its compiled files, and needs no other package', () => {
    expect(readdirSync(join(folder, 'node_modules', '@otpravka', 'client')).sort()).toEqual([
      'README.md',
      'dist',
      'package.json',
    ]);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      '@otpravka',
    ]);
  });

  it('uses only ECMAScript 2020, which the oldest supported browsers understand', () => {
    const dist = join(folder, 'node_modules', '@otpravka', 'client', 'dist');
    const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    );
    expect(scripts).toContain('index.js');
    const languageOptions = { ecmaVersion: 2020, sourceType: 'module' } as const;
    for (const name of scripts) {
      const script = readFileSync(join(dist, name), 'utf8');
      expect({ name, problems: new Linter().verify(script, [{ languageOptions }]) }).toEqual({
        name,
        problems: [],
      });
      // Lookbehind: Safari supports it only since 16.4.
      expect(script).not.toMatch(/\(\?<[=!]/);
    }
  });

  it.each(Object.entries(PROJECTS))('type-checks with %s, and runs in Node', async (_, compilerOptions) => {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['app.ts'] }));
    run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')]);

    const owner = await newOwner(product);
    const app = spawn(process.execPath, [join('built', 'app.js'), product.api.url, owner.phone], {
      cwd: folder,
    });
    const output: string[] = [];
    for (const stream of [app.stdout, app.stderr])
      stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const ended = new Promise((resolve) => app.once('close', resolve));
    app.stdin.write(`${await receiveCode(owner, owner.messages.at(-1)?.messageId)}\n`);
    expect({ code: await ended, output: output.join('') }).toMatchObject({ code: 0 });
    const said = output
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(said).toEqual(
      expect.arrayContaining([
        { status: 'pending' },
        { changed: owner.phone },
        { isNewShop: true, phone: owner.phone, isSameSession: true },
        { status: 'verified' },
        { me: 200 },
        { sessions: 1, activity: 1 },
        { changed: null },
      ]),
    );
    expect(said).toContainEqual(expect.objectContaining({ refused: 'body_invalid' }));
  });
});
