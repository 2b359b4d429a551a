import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asOwner, DebianPostgres, until } from '@app/testing';
import { migrate } from '../migrator';
import { UnfitDatabase } from '../preconditions/preconditions';
import { booted, closeDatabases } from '../spec/databases';
import { openShop } from '../spec/shops';

const SCRIPT = join(__dirname, '..', '..', '..', '..', 'deploy', 'compose', 'backup.sh');
const HOUR_S = 3600;

let server: DebianPostgres;
let folder: string;

const environment = () => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  ...{ PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: 'postgres', PGDATABASE: 'otpravka' },
  ...{ BACKUP_FOLDER: folder, BACKUP_KEEP_DAYS: '14' },
});

/** Runs the script as the service `backup` of docker-compose.yml does. @returns what it prints */
async function backup(...words: readonly string[]): Promise<string> {
  // The error of a failure holds what was printed.
  const { stdout } = await promisify(execFile)('bash', [SCRIPT, ...words], {
    env: environment(),
  });
  return stdout;
}

const backups = (): string[] => readdirSync(folder).sort();
const dumps = (): string[] => backups().filter((name) => name.endsWith('.dump'));
/** A backup is named after the second in which it is made. */
const untilNameIsFree = () =>
  until(
    () =>
      !dumps().includes(`otpravka-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.dump`),
    {
      what: 'a second without a backup',
    },
  );
const ownUrl = (): string => server.url('otpravka');

function makeOlder(file: string, hours: number): void {
  const time = Date.now() / 1000 - hours * HOUR_S;
  utimesSync(join(folder, file), time, time);
}

describe('the backup of Compose', () => {
  beforeAll(async () => {
    server = await DebianPostgres.start();
    folder = mkdtempSync(join(tmpdir(), 'otpravka-backups-'));
    await asOwner(server.url(), 'create database otpravka');
    await migrate(ownUrl());
    await openShop(await booted(ownUrl()), '+77011111111');
    await closeDatabases();
  });
  afterAll(async () => {
    await closeDatabases();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is missed by the health check before there is one, and after 26 hours', async () => {
    await expect(backup('check')).rejects.toThrow('there is no backup');
    await backup('now');
    await backup('check');
    makeOlder(backups()[0]!, 27);
    await expect(backup('check')).rejects.toThrow('26 hours');
  });

  it('is a file that only its owner can read', () => {
    expect(backups()).toEqual([expect.stringMatching(/^otpravka-\d{8}T\d{6}Z\.dump$/)]);
    expect(statSync(join(folder, backups()[0]!)).mode & 0o077).toBe(0);
  });

  it('is deleted after two weeks, but not what is younger, and not what is no backup', async () => {
    const [former] = backups();
    for (const [name, hours] of [
      ['otpravka-20200101T000000Z.dump', 14 * 24 + 1],
      ['otpravka-20200102T000000Z.dump', 13 * 24],
      ['notes.txt', 90 * 24],
    ] as const) {
      writeFileSync(join(folder, name), '');
      makeOlder(name, hours);
    }
    await untilNameIsFree();
    await backup('now');
    const [kept, ...rest] = backups().filter((name) => name !== former && name !== 'notes.txt');
    expect([kept, rest.length]).toEqual(['otpravka-20200102T000000Z.dump', 1]);
    expect(backups()).toContain('notes.txt');
    rmSync(join(folder, kept!));
  });

  it('is never half of one: an attempt that fails leaves no backup and says so', async () => {
    const before = dumps();
    await asOwner(server.url(), 'alter database otpravka rename to elsewhere');
    await expect(backup('now')).rejects.toThrow('the backup failed');
    await asOwner(server.url(), 'alter database elsewhere rename to otpravka');
    expect(dumps()).toEqual(before);
  });

  it('is made at once if the newest one is older than a day, and then waited for', async () => {
    for (const file of dumps()) makeOlder(file, 25);
    const before = dumps().length;
    await untilNameIsFree();
    const daily = spawn('bash', [SCRIPT, 'daily'], { env: environment() });
    let printed = '';
    daily.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await until(() => /the next backup is in \d+ minutes/.test(printed), { what: 'the wait' });
    const ended = once(daily, 'close');
    daily.kill('SIGTERM');
    await ended;
    expect(dumps()).toHaveLength(before + 1);
  });

  it('is tried out by a drill, which counts the rows and leaves nothing behind', async () => {
    const printed = await backup('drill');
    expect(printed).toContain('1 rows in shops');
    expect(printed).toMatch(/otpravka-.*\.dump can be restored, in \d+ seconds/);
    const names = await asOwner<{ datname: string }>(
      server.url(),
      'select datname from pg_database order by 1',
    );
    expect(names.map(({ datname }) => datname)).toEqual(['otpravka', 'postgres', 'template0', 'template1']);
  });

  it('is restored in the place of the database, which is kept, and which `migrate` makes usable', async () => {
    await openShop(await booted(ownUrl()), '+77022222222');
    const [file] = backups()
      .filter((name) => name.endsWith('.dump'))
      .slice(-1);
    await expect(backup('restore', file!)).rejects.toThrow('stop the services first');
    await closeDatabases();

    expect(await backup('restore', file!)).toMatch(/the former database is now otpravka_before_\w+/);
    await expect(booted(ownUrl())).rejects.toBeInstanceOf(UnfitDatabase);
    await expect(migrate(ownUrl())).resolves.toEqual([]);
    await openShop(await booted(ownUrl()), '+77033333333');
    const phones = await asOwner<{ phone: string }>(ownUrl(), 'select phone from shops order by phone');
    expect(phones.map(({ phone }) => phone)).toEqual(['+77011111111', '+77033333333']);
  });

  it('is restored by its name alone, and by no name outside of its folder', async () => {
    await expect(backup('restore')).rejects.toThrow('name the file');
    await expect(backup('restore', '../../etc/passwd')).rejects.toThrow('there is no file');
  });
});
