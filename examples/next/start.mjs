/** `npm start`: installs what the lockfile of this example names, if it is not there, and starts Next in development. */
import { spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const isWindows = process.platform === 'win32';
const changedAt = (...path) => statSync(join(here, ...path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function run(program, ...args) {
  const { status } = spawnSync(program, args, { cwd: here, stdio: 'inherit', shell: isWindows });
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, join('..', '..', 'scripts', 'build-packages.mjs'));
const newest = Math.max(
  changedAt('package-lock.json'),
  changedAt('..', '..', 'libs', 'server', 'dist', 'index.js'),
);
if (changedAt('node_modules', '.package-lock.json') < newest) run('npm', 'ci', '--ignore-scripts');

const { PORT = '4000' } = process.env;
const next = spawn(
  process.execPath,
  [join(here, 'node_modules', 'next', 'dist', 'bin', 'next'), 'dev', '--hostname', 'localhost'],
  {
    cwd: here,
    stdio: 'inherit',
    env: { APP_ORIGIN: `http://localhost:${PORT}`, NEXT_TELEMETRY_DISABLED: '1', ...process.env, PORT },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => next.kill(signal));
next.on('exit', (code) => process.exit(code ?? 1));
