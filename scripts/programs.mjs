/** The programs that tests start: stores, proxies and browsers. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOnPath, run, say } from './steps.mjs';
import { withoutServices } from './without-services.mjs';

/** Debian has the programs of PostgreSQL in a folder for each version, which is not on the PATH. */
function debianPostgres() {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin', 'initdb'));
}

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'];

/** The programs that tests start, by their Debian package. One program of each row is enough. */
const PROGRAMS = {
  'redis-server': ['redis-server', 'valkey-server'],
  postgresql: [...debianPostgres(), 'initdb'],
  pgbouncer: ['pgbouncer'],
  openssl: ['openssl'],
  chromium: CHROMIUM,
  'chromium-headless-shell': ['chromium-headless-shell', ...CHROMIUM],
  'firefox-esr': ['firefox-esr', 'firefox'],
  nginx: ['nginx'],
  caddy: ['caddy'],
};

/** What `npm run test:packages` starts besides. */
export const PACKAGE_TEST_PROGRAMS = {
  prometheus: ['prometheus'],
  'prometheus-node-exporter': ['prometheus-node-exporter'],
  'valkey-server': ['valkey-server'],
};

const SOURCES = '/etc/apt/sources.list';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Debian 12 has Valkey in its backports only. They come from the mirror that this machine uses, and apt forgets them at its next
 * update.
 * @returns a folder with a list of sources that names them too; undefined where they are not needed
 */
function sourcesWithBackports(missing) {
  const isDebian12 = /^VERSION_CODENAME=bookworm$/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (!isDebian12 || !missing.includes('valkey-server')) return undefined;
  const query = ['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Codename: bookworm'];
  const [mirror] = spawnSync('apt-get', query, { encoding: 'utf8' }).stdout.split('\n');
  const folder = mkdtempSync(join(tmpdir(), 'otpravka-apt-'));
  const backports = `deb [signed-by=${KEYRING}] ${mirror} bookworm-backports main\n`;
  const former = existsSync(SOURCES) ? readFileSync(SOURCES, 'utf8') : '';
  writeFileSync(join(folder, 'sources.list'), `${former}\n${backports}`);
  return folder;
}

/** Installs missing programs if this process may do so. Otherwise prints what to install, and exits. @param more programs besides */
export function installPrograms(more = {}) {
  const needed = { ...PROGRAMS, ...more };
  const missing = Object.keys(needed).filter((name) => !needed[name].some(isOnPath));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    const programs = missing.map((name) => needed[name].at(-1));
    say(
      `The tests need these programs on the PATH: ${programs.join(', ')} (on Debian, as root: apt-get install ${missing.join(' ')}).`,
    );
    process.exit(1);
  }
  say(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  const backports = sourcesWithBackports(missing);
  const sources = backports ? ['-o', `Dir::Etc::sourcelist=${join(backports, 'sources.list')}`] : [];
  if (backports) run('apt-get', [...sources, 'update', '-qq'], { env });
  withoutServices(() =>
    run('apt-get', [...sources, 'install', '-y', '-qq', '--no-install-recommends', ...missing], { env }),
  );
  if (backports) rmSync(backports, { recursive: true });
}
