import { execFile } from 'node:child_process';
import { chownSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../free-port';
import { account, serverFolder, ServerProgram } from '../server-program';
import type { Certificate } from '../authority';

const VERSIONS = '/usr/lib/postgresql';

/** Debian has the programs of PostgreSQL in a folder for each major version, which is not on the PATH. */
const programOf = (name: string): string => {
  const versions = existsSync(VERSIONS)
    ? readdirSync(VERSIONS)
        .map(Number)
        .sort((a, b) => b - a)
    : [];
  return versions.length === 0 ? name : join(VERSIONS, String(versions[0]), 'bin', name);
};

const runFile = promisify(execFile);
const run = (program: string, args: readonly string[]): Promise<unknown> =>
  runFile(programOf(program), [...args], { cwd: '/', maxBuffer: 64 * 1024 * 1024, ...account });

/** A PostgreSQL cluster with the client programs that the embedded one lacks. It requires no passwords. */
export class DebianPostgres {
  private constructor(
    private readonly server: ServerProgram,
    readonly port: number,
    readonly folder: string,
  ) {}

  /** @param certificate turns TLS on */
  static async start(certificate?: Certificate): Promise<DebianPostgres> {
    const folder = serverFolder('debian-postgres');
    const data = join(folder, 'data');
    await run('initdb', [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '--no-sync',
      '-E',
      'UTF8',
      '--locale=C',
    ]);
    const settings = [`unix_socket_directories=${folder}`, 'listen_addresses=127.0.0.1', 'fsync=off'];
    if (certificate) {
      for (const [name, path] of Object.entries({ cert: certificate.certFile, key: certificate.keyFile })) {
        cpSync(path, join(data, `server.${name}`));
        if (account.uid !== undefined) chownSync(join(data, `server.${name}`), account.uid, account.gid!);
      }
      settings.push('ssl=on', 'ssl_cert_file=server.cert', 'ssl_key_file=server.key');
    }
    const port = await freePort();
    const server = await ServerProgram.start(
      programOf('postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { folder, isReady: () => answers(port) },
    );
    return new DebianPostgres(server, port, folder);
  }

  /** @param user by default the superuser */
  url(database = 'postgres', user = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs `pg_dump`. @returns the path of the dump */
  async dump(database: string, ...options: readonly string[]): Promise<string> {
    const file = join(this.folder, `${database}.sql`);
    await run('pg_dump', ['--dbname', this.url(database), '--file', file, ...options]);
    return file;
  }

  /** Runs a file in `psql`, which continues after an error, as in a usual restore. */
  async restore(url: string, file: string): Promise<void> {
    await run('psql', ['--no-psqlrc', '--quiet', '--dbname', url, '--file', file]);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

async function answers(port: number): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  await client.end();
  return true;
}
