import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { asOwner, DebianPostgres, until } from '@app/testing';
import { migrate } from '../migrator';
import { UnfitDatabase } from '../preconditions/preconditions';
import { booted, closeDatabases } from '../spec/databases';
import { openShop } from '../spec/shops';

const SCRIPT = join(__dirname, '..', '..', '..', '..', 'deploy', 'compose', 'backup.sh');
const HOUR_S = 3600;

let server: DebianPostgres;
let folder: string;

/** Twelve hours from now, so that no test runs at the time of the daily backup. */
const BACKUP_AT = new Date(Date.now() + 12 * HOUR_S * 1000).toISOString().slice(11, 16);

const environment = () => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  ...{ PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: 'postgres', PGDATABASE: 'otpravka' },
  ...{ BACKUP_FOLDER: folder, BACKUP_KEEP_DAYS: '14', BACKUP_AT },
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
const parts = (): string[] => backups().filter((name) => name.startsWith('.part-'));
const ownUrl = (): string => server.url('otpravka');

async function databases(): Promise<string[]> {
  const rows = await asOwner<{ datname: string }>(server.url(), 'select datname from pg_database order by 1');
  return rows.map(({ datname }) => datname);
}

/** The service `backup`, with what it prints. */
class Daily {
  private readonly child = spawn('bash', [SCRIPT, 'daily'], { env: environment() });
  private readonly ended = once(this.child, 'close');
  printed = '';

  constructor() {
    this.child.stdout.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
  }

  untilItWaits = () =>
    until(() => /the next backup is in \d+ minutes/.test(this.printed), { what: 'the wait' });

  /** As `docker compose stop` does. @returns its exit code */
  async stop(): Promise<unknown> {
    this.child.kill('SIGTERM');
    const [code] = (await this.ended) as [unknown];
    return code;
  }
}

const WAITS_FOR_A_VISITOR = `
  create function public.wait_for_visitor() returns int language plpgsql as $$
  begin
    while not exists (
      select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
    ) loop
      perform pg_sleep(0.05), pg_stat_clear_snapshot();
    end loop;
    return 1;
  end $$`;

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

  it('is never half of one: an attempt that fails leaves nothing of its own and says so', async () => {
    const before = dumps();
    const [young, old] = ['.part-of-another-attempt', '.part-of-a-killed-attempt'];
    for (const [name, hours] of [
      [young, 23],
      [old, 25],
    ] as const) {
      writeFileSync(join(folder, name), '');
      makeOlder(name, hours);
    }
    await asOwner(server.url(), 'alter database otpravka rename to elsewhere');
    await expect(backup('now')).rejects.toThrow('the backup failed');
    await asOwner(server.url(), 'alter database elsewhere rename to otpravka');
    expect(dumps()).toEqual(before);
    expect(parts()).toEqual([young]);
    rmSync(join(folder, young));
  });

  it.each([
    ['at once if the newest one would be too old at the next time', 14, 1],
    ['only at its time if the newest one is young enough until then', 12, 0],
  ])('is made %s', async (_, hours, made) => {
    for (const file of dumps()) makeOlder(file, hours);
    const before = dumps().length;
    await untilNameIsFree();
    const daily = new Daily();
    await daily.untilItWaits();
    expect(await daily.stop()).toBe(0);
    expect(dumps()).toHaveLength(before + made);
  });

  it('ends at once when its container stops, and leaves no half of a backup', async () => {
    for (const file of dumps()) makeOlder(file, 25);
    const before = dumps();
    const client = new Client({ connectionString: ownUrl() });
    await client.connect();
    try {
      await client.query('begin; lock table shops in access exclusive mode');
      const daily = new Daily();
      const waiting = `select from pg_stat_activity where application_name = 'pg_dump' and wait_event_type = 'Lock'`;
      await until(async () => (await asOwner(ownUrl(), waiting)).length === 1, {
        what: 'a dump that waits for the lock',
      });
      expect(parts()).toHaveLength(1);
      expect(await daily.stop()).toBe(0);
      expect([dumps(), parts()]).toEqual([before, []]);
    } finally {
      await client.end();
    }
  });

  it('is tried out by a drill, which counts the rows and leaves nothing behind', async () => {
    const printed = await backup('drill');
    expect(printed).toContain('1 rows in shops');
    expect(printed).toMatch(/otpravka-.*\.dump can be restored, in \d+ seconds/);
    expect(await databases()).toEqual(['otpravka', 'postgres', 'template0', 'template1']);
  });

  it('leaves the database its name if the restored one cannot get it', async () => {
    // The restore waits in this view until somebody uses the restored database, which then cannot be renamed.
    await asOwner(ownUrl(), WAITS_FOR_A_VISITOR);
    const visitor = new Client({ connectionString: ownUrl() });
    await visitor.connect();
    await asOwner(ownUrl(), 'create materialized view visited as select public.wait_for_visitor()');
    await visitor.end();
    await untilNameIsFree();
    await backup('now');
    const restored = new Client({ connectionString: server.url('otpravka_restored') });
    const restoring = backup('restore', dumps().at(-1)!);
    restoring.catch(() => undefined);
    try {
      await until(async () => (await databases()).includes('otpravka_restored'), {
        what: 'the restored database',
      });
      await restored.connect();
      await expect(restoring).rejects.toThrow('is being accessed by other users');
      expect((await databases()).filter((name) => name.startsWith('otpravka'))).toEqual([
        'otpravka',
        'otpravka_restored',
      ]);
    } finally {
      await restored.end();
    }
    rmSync(join(folder, dumps().at(-1)!));
    await asOwner(ownUrl(), 'drop materialized view visited; drop function wait_for_visitor');
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
