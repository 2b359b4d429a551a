/** Builds the site of documents into `dist/docs`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bin, exitCodeOf, fingerprint, root, run, say, secondsSince } from './steps.mjs';

const DIST = join(root, 'dist');
const SITE = join(DIST, 'docs');
const STAMP = join(DIST, '.site.json');
const LOCK = join(DIST, '.site-lock');
/** What the pages are made of. The generated parts of the reference lie in `docs` too. */
const SOURCES = ['docs', 'examples', '.env.example', 'apps/login-web/public', 'package-lock.json'];

/** VitePress reports a page that it could not render, and succeeds. */
const HAS_FAILED_PAGE = /^\w*Error:/m;

const sources = () => JSON.stringify(SOURCES.map((path) => fingerprint(join(root, path))));

const isRunning = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Two builds at once would share the temporary folder of VitePress, so the second one waits. */
async function withLock(work) {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(existsSync(LOCK) && readFileSync(LOCK, 'utf8'));
      if (holder > 0 && !isRunning(holder)) rmSync(LOCK, { force: true });
      else await wait(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

/** Writes the parts of the reference that come from the built API. */
export const writeReference = () =>
  run(process.execPath, [
    join(DIST, 'apps', 'dev', 'src', 'reference', 'main.js'),
    'docs/reference/.generated',
  ]);

/** Runs VitePress. If this process is stopped, VitePress stops too, so that no two of them share its temporary folder. */
async function runVitePress(folder) {
  const child = spawn(bin('vitepress'), ['build', 'docs', '--outDir', folder], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const stop = () => {
    child.kill('SIGTERM');
    rmSync(LOCK, { force: true });
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  const code = await exitCodeOf(child);
  return { code, output: Buffer.concat(output).toString() };
}

async function build() {
  const fresh = `${SITE}.new`;
  const former = `${SITE}.former`;
  const { code, output } = await runVitePress(fresh);
  if (code !== 0 || HAS_FAILED_PAGE.test(output)) {
    say('The site of documents could not be built:');
    process.stdout.write(`${output}\n`);
    return false;
  }
  // A product that serves the former site never sees half of a new one.
  rmSync(former, { recursive: true, force: true });
  if (existsSync(SITE)) renameSync(SITE, former);
  renameSync(fresh, SITE);
  rmSync(former, { recursive: true, force: true });
  return true;
}

/** Builds the site if its sources have changed since its last build. @returns false if the build fails */
export function buildChangedSite() {
  mkdirSync(DIST, { recursive: true });
  return withLock(async () => {
    writeReference();
    const built = sources();
    if (existsSync(SITE) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === built) return true;
    const startedAt = Date.now();
    if (!(await build())) return false;
    writeFileSync(STAMP, built);
    say(`The site of documents was built in ${secondsSince(startedAt)} s.`);
    return true;
  });
}
