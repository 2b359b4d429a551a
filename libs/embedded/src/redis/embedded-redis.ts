import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LOOPBACK, portToListenOn } from '../free-port';
import { ServerLog } from '../server-log';
import { ServerProcess } from '../server-process';
import { findProgram } from './find-program';
import { answersPing } from './ping';
import { PidFile } from './pid-file';

export interface EmbeddedRedisOptions {
  /** Created if it does not exist. The server's log is `<dataDir>.log`. Without it nothing is kept. */
  readonly dataDir?: string | undefined;
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** Appends each write to a file in `dataDir`. Without it nothing is kept. */
  readonly appendOnly?: boolean | undefined;
  /** Names on the PATH, or paths, in the order in which they are tried. */
  readonly programs?: readonly string[] | undefined;
}

/** A real Redis or Valkey of this machine for development and tests. It listens on 127.0.0.1 only. */
export class EmbeddedRedis {
  private constructor(
    readonly url: string,
    readonly program: string,
    private readonly server: ServerProcess,
    private readonly temporary: string | undefined,
  ) {}

  /** @returns undefined if no such program is installed. @throws if a server of another process uses the same data */
  static async start({
    dataDir,
    port,
    appendOnly = false,
    programs = ['redis-server', 'valkey-server'],
  }: EmbeddedRedisOptions = {}): Promise<EmbeddedRedis | undefined> {
    if (appendOnly && dataDir === undefined)
      throw new Error('A Redis that keeps its writes needs a dataDir.');
    const program = await findProgram(programs);
    if (program === undefined) return undefined;

    const temporary = dataDir === undefined ? mkdtempSync(join(tmpdir(), 'otpravka-redis-')) : undefined;
    const folder = temporary ?? resolve(dataDir ?? '');
    mkdirSync(folder, { recursive: true });
    const pidFile = new PidFile(join(realpathSync(folder), 'server.json'));
    await pidFile.clearFormerServer();
    const chosenPort = await portToListenOn(port);
    const server = new ServerProcess({
      name: program,
      program,
      args: redisArguments(folder, chosenPort, appendOnly),
      folder,
      log: new ServerLog(temporary ? join(temporary, 'redis.log') : `${folder}.log`),
      stopSignal: 'SIGTERM',
      forceSignal: 'SIGKILL',
    });
    pidFile.write(server.pid, chosenPort);

    const redis = new EmbeddedRedis(`redis://${LOOPBACK}:${chosenPort}`, program, server, temporary);
    try {
      await server.untilReady(() => answersPing(chosenPort));
    } catch (error) {
      await redis.stop();
      throw error;
    }
    return redis;
  }

  /** Resolves when the process has ended. It may be called more than once. */
  async stop(): Promise<void> {
    await this.server.stop();
    if (this.temporary !== undefined) rmSync(this.temporary, { recursive: true, force: true });
  }
}

function redisArguments(folder: string, port: number, appendOnly: boolean): string[] {
  return [
    ...['--bind', LOOPBACK],
    ...['--port', String(port)],
    ...['--dir', folder],
    ...['--appendonly', appendOnly ? 'yes' : 'no'],
    ...['--save', ''],
  ];
}
