/** The programs that tests start: stores, proxies and browsers. */
import { existsSync, readdirSync } from 'node:fs';
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

/** Installs missing programs if this process may do so. Otherwise prints what to install, and exits. */
export function installPrograms() {
  const missing = Object.keys(PROGRAMS).filter((name) => !PROGRAMS[name].some(isOnPath));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    const programs = missing.map((name) => PROGRAMS[name].at(-1) ?? name);
    say(
      `The tests need these programs on the PATH: ${programs.join(', ')} (on Debian, as root: apt-get install ${missing.join(' ')}).`,
    );
    process.exit(1);
  }
  say(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  withoutServices(() =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env }),
  );
}
