import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, lstatSync, mkdtempSync, readFileSync } from 'node:fs';
import { readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { findProcess } from '../running-process';
import { compileTo, copyBinariesTo, startParent } from '../spec/compiled-parent';
import { until } from '../spec/until';
import { EmbeddedPostgres } from './embedded-postgres';

/** The tests share the data. Each starts and stops its own server for them. */
const folder = mkdtempSync(join(tmpdir(), 'embedded-postgres-spec-'));
const dataDir = join(folder, 'data');
const cluster = join(dataDir, 'cluster');
const pidFile = join(cluster, 'postmaster.pid');

const cleanUps: (() => unknown)[] = [];
const asRoot = process.getuid?.() === 0 ? it : it.skip;

async function start(more: { port?: number; dataDir?: string } = {}): Promise<EmbeddedPostgres> {
  const postgres = await EmbeddedPostgres.start({ dataDir, isThrowaway: true, ...more });
  cleanUps.push(() => postgres.stop());
  return postgres;
}

async function query(url: string, sql: string): Promise<QueryResultRow[]> {
  const client = new Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<QueryResultRow>(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmaster = (): number => Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
const isGone = async (pid: number): Promise<boolean> => (await findProcess(pid)) === undefined;

beforeAll(async () => {
  // Other users may enter this folder; a separate test covers one that they may not enter.
  chmodSync(folder, 0o755);
  compileTo(folder);
  const postgres = await start();
  await query(postgres.url, `create table notes (text text); insert into notes values ('kept')`);
  await postgres.stop();
});

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an embedded PostgreSQL', () => {
  it('finds at the next start what was stored before', async () => {
    const { url } = await start();
    expect(await query(url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  });

  it('is UTF-8 with the same sort order on every system', async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      `select datname, pg_encoding_to_char(encoding) as encoding, datlocale, lower('ЁЖ') as lower
     from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({ datname: 'otpravka', encoding: 'UTF8', datlocale: 'C.UTF-8', lower: 'ёж' });
  });

  it('requires a password, which only its user can read', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
  });

  it('stops gracefully, even when `stop` is called more than once', async () => {
    const postgres = await start();
    const pid = postmaster();
    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();
    expect(await isGone(pid)).toBe(true);
    expect(existsSync(pidFile)).toBe(false);
  });

  it('starts if the pid of a former server belongs to another process of the same user', async () => {
    const { uid, gid } = statSync(cluster);
    const stranger = spawn('sleep', ['600'], { uid, gid, cwd: '/' });
    const gone = once(stranger, 'exit');
    cleanUps.push(() => stranger.kill() && gone);
    writeFileSync(pidFile, `${stranger.pid}\n${cluster}\n1763800000\n5432\n\n127.0.0.1\n`);

    await start();
    expect(postmaster()).not.toBe(stranger.pid);
    expect(stranger.exitCode).toBeNull();
  });

  it('starts if the former server was killed', async () => {
    await start();
    const lost = postmaster();
    process.kill(lost, 'SIGKILL');
    await until(() => isGone(lost));
    const { url } = await start();
    expect(await query(url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  });

  it('starts if the former parent was killed and its server still runs', async () => {
    const parent = await startParent(folder, 'EmbeddedPostgres', { dataDir, isThrowaway: true }, 'waits');
    await parent.kill('SIGKILL');
    expect(await query(parent.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
    const orphan = postmaster();

    const { url } = await start();
    expect(await isGone(orphan)).toBe(true);
    expect(await query(url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  });

  it('refuses data that the server of a running process uses, and does not touch that server', async () => {
    const parent = await startParent(folder, 'EmbeddedPostgres', { dataDir, isThrowaway: true }, 'waits');
    cleanUps.push(() => parent.kill('SIGKILL'));
    await expect(start()).rejects.toThrow(
      `A PostgreSQL (process ${postmaster()}, started by process ${parent.pid}) already uses the data in ${cluster}`,
    );
    expect(await query(parent.url, 'select text from notes')).toEqual([{ text: 'kept' }]);
  });

  it('stops when its parent has nothing more to do', async () => {
    const parent = await startParent(folder, 'EmbeddedPostgres', { dataDir, isThrowaway: true }, 'ends');
    await parent.ended;
    // A server deletes this file when it stops. It may have stopped already.
    await until(() => Promise.resolve(!existsSync(pidFile)));
  });

  it('reports a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    cleanUps.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program`);
  });

  it("reports the last lines of the server's log if it does not start", async () => {
    const settings = join(cluster, 'postgresql.conf');
    const before = readFileSync(settings, 'utf8');
    appendFileSync(settings, '\nshared_bufers = 1\n');
    cleanUps.push(() => writeFileSync(settings, before));
    await expect(start()).rejects.toThrow(
      /PostgreSQL ended at once \(exit code 1\)\. The last lines of .*data\.log:[^]*shared_bufers/,
    );
  });

  it('refuses data of another version, and names that version', async () => {
    const version = join(cluster, 'PG_VERSION');
    const before = readFileSync(version, 'utf8');
    writeFileSync(version, '15\n');
    cleanUps.push(() => writeFileSync(version, before));
    await expect(start()).rejects.toThrow('were made by PostgreSQL 15');
  });

  it('refuses a folder with other files, and does not change its owner', async () => {
    const { uid } = statSync(folder);
    await expect(start({ dataDir: folder })).rejects.toThrow('is not empty and has no file "password"');
    expect(statSync(folder).uid).toBe(uid);
  });

  it('creates an incomplete cluster again', async () => {
    const cutOff = join(folder, 'cut-off');
    const first = await start({ dataDir: cutOff });
    await first.stop();
    rmSync(join(cutOff, 'cluster', 'global'), { recursive: true });
    renameSync(join(cutOff, 'cluster'), join(cutOff, 'cluster.1'));

    const { url } = await start({ dataDir: cutOff });
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(cutOff).sort()).toEqual(['cluster', 'password']);
  });

  asRoot('keeps data and binaries elsewhere when only root can enter their folder', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'embedded-postgres-closed-'));
    const hidden = join(closed, 'data');
    cleanUps.push(() => rmSync(closed, { recursive: true }));
    compileTo(closed);
    copyBinariesTo(closed);
    const parentOptions = { dataDir: hidden, isThrowaway: true };

    const first = await startParent(closed, 'EmbeddedPostgres', parentOptions, 'waits');
    const elsewhere = realpathSync(hidden);
    cleanUps.push(() => rmSync(elsewhere, { recursive: true }));
    await query(first.url, `create table notes as select 'found again' as text`);
    await first.kill('SIGKILL');
    expect(lstatSync(hidden).isSymbolicLink()).toBe(true);

    const second = await startParent(closed, 'EmbeddedPostgres', parentOptions, 'waits');
    cleanUps.push(() => second.kill('SIGKILL'));
    expect(await query(second.url, 'select text from notes')).toEqual([{ text: 'found again' }]);
  });
});
