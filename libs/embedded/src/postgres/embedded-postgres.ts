import { resolve } from 'node:path';
import { ServerLog } from '../server-log';
import type { ServerProcess } from '../server-process';
import { chooseAccount } from './account';
import { findBinaries } from './binaries';
import { clusterFolder, openCluster } from './cluster';
import { clearFormerServer } from './former-server';
import { launch } from './launch';
import { placeData } from './place';

export interface EmbeddedPostgresOptions {
  /** Made if absent; found again at the next start. The server's log lies beside it, as `<dataDir>.log`. */
  readonly dataDir: string;
  /** Any free one when absent. */
  readonly port?: number | undefined;
  /** For tests: faster, and a power loss costs the data. */
  readonly isThrowaway?: boolean | undefined;
}

/**
 * A real PostgreSQL for development and tests, on 127.0.0.1 alone. It heals what a lost process or power left behind,
 * and runs as another user when we are root. Its errors say what to do.
 */
export class EmbeddedPostgres {
  private constructor(
    /** The database "otpravka" as its superuser, password included. */
    readonly url: string,
    private readonly server: ServerProcess,
  ) {}

  /** Rejects when another process has a server over the same data. */
  static async start({
    dataDir,
    port,
    isThrowaway = false,
  }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const path = resolve(dataDir);
    const account = chooseAccount(path);
    const binaries = findBinaries(account);
    const place = placeData(path, account, isThrowaway);
    await clearFormerServer(clusterFolder(place));

    const log = new ServerLog(`${path}.log`);
    const cluster = await openCluster(place, { binaries, account, log, isThrowaway });
    const { server, url } = await launch({ binaries, account, cluster, log, port, isThrowaway });
    return new EmbeddedPostgres(url, server);
  }

  /** Open connections are closed. Resolves when the process has ended; may be called any number of times. */
  stop(): Promise<void> {
    return this.server.stop();
  }
}
