import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../free-port';
import { serverEnvironment, serverFolder, ServerProgram } from '../server-program';

export interface PgBouncerOptions {
  readonly mode: 'session' | 'transaction';
  /** The most connections to Postgres for one user of one database; 20 by default. */
  readonly serverConnections?: number;
  /** Startup parameters that PgBouncer drops without an error. */
  readonly ignores?: string;
  /** The users that may connect, with their passwords. */
  readonly users: Readonly<Record<string, string>>;
}

/** A PgBouncer in front of a Postgres. */
export class PgBouncer {
  private constructor(
    private readonly server: ServerProgram,
    private readonly port: number,
  ) {}

  static async inFrontOf(
    url: string,
    { mode, ignores, users, serverConnections = 20 }: PgBouncerOptions,
  ): Promise<PgBouncer> {
    const folder = serverFolder('pgbouncer');
    const port = await freePort();
    const target = new URL(url);
    const quoted = Object.entries(users).map(([user, password]) => `"${user}" "${password}"`);
    writeFileSync(join(folder, 'users.txt'), quoted.join('\n'), { mode: 0o644 });
    const settings = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'trust',
      auth_file: join(folder, 'users.txt'),
      pool_mode: mode,
      default_pool_size: serverConnections,
      ...(canKeepStatements() && { max_prepared_statements: 0 }),
      ...(ignores !== undefined && { ignore_startup_parameters: ignores }),
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    const file = join(folder, 'pgbouncer.ini');
    writeFileSync(
      file,
      `[databases]\n* = host=127.0.0.1 port=${target.port}\n[pgbouncer]\n${lines.join('\n')}\n`,
      { mode: 0o644 },
    );
    const server = await ServerProgram.start('pgbouncer', ['-q', file], {
      folder,
      isReady: () => accepts(port),
    });
    return new PgBouncer(server, port);
  }

  /** The URL of the same database through this pooler, as another user. */
  url(direct: string, user: string): string {
    const url = new URL(direct);
    url.host = `127.0.0.1:${this.port}`;
    url.username = user;
    url.password = 'trusted';
    return url.href;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** From version 1.21 on, PgBouncer can keep prepared statements in transaction mode. Tests need one that does not. */
function canKeepStatements(): boolean {
  const version = execFileSync('pgbouncer', ['--version'], { encoding: 'utf8', env: serverEnvironment });
  const [, major, minor] = /PgBouncer (\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
    socket.once('error', reject);
  });
