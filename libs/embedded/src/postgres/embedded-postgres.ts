import { resolve } from 'node:path';
import { ServerLog } from '../server-log';
import type { ServerProcess } from '../server-process';
import { chooseAccount } from './account';
import { findBinaries } from './binaries';
import { clusterFolder, openCluster } from './cluster';
import { clearFormerServer } from './former-server';
import { launch } from './launch';
import { prepareDataFolder } from './place';

export interface EmbeddedPostgresOptions {
  /** Created if it does not exist, and kept for the next start. The server's log is `<dataDir>.log`. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** For tests: faster and for many connections, but a loss of power loses the data. */
  readonly isThrowaway?: boolean | undefined;
}

/**
 * A real PostgreSQL for development and tests. It listens on 127.0.0.1 only, recovers from a killed process or a loss of
 * power, and runs as another user if this process is root. Its errors tell people what to do.
 */
export class EmbeddedPostgres {
  private constructor(
    /** The URL of the database "otpravka" as its superuser, with the password. */
    readonly url: string,
    private readonly server: ServerProcess,
  ) {}

  /** @throws if a server of another process uses the same data */
  static async start({
    dataDir,
    port,
    isThrowaway = false,
  }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const path = resolve(dataDir);
    const account = chooseAccount(path);
    const binaries = findBinaries(account);
    const place = prepareDataFolder(path, account, isThrowaway);
    await clearFormerServer(clusterFolder(place));

    const log = new ServerLog(`${path}.log`);
    const cluster = await openCluster(place, { binaries, account, log, isThrowaway });
    const { server, url } = await launch({ binaries, account, cluster, log, port, isThrowaway });
    return new EmbeddedPostgres(url, server);
  }

  /** Closes open connections, and resolves when the process has ended. It may be called more than once. */
  stop(): Promise<void> {
    return this.server.stop();
  }
}
