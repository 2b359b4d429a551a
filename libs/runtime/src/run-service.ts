import { BootRefusal, listenRefusal } from './boot-refusal';
import { environment, type Environment } from './config/environment';
import { serviceLogger } from './logging/logging';
import { endLogs, logDroppedLines } from './logging/standard-output';
import { unknownVariables } from './config/unknown-variables';

/** A service that has been created but not started. */
export interface Service {
  /** Listens, subscribes and starts to work. */
  start(): Promise<void>;
  /** Stops the service after running work has ended. */
  close(): Promise<void>;
  /** The longest time that a shutdown may take. */
  readonly shutdownSeconds: number;
}

/**
 * Runs a service as this process. A `BootRefusal`, such as a bad environment, is printed to standard error and ends the process
 * with its exit code. A store that was unavailable at boot may cause a refusal later. A failed boot and an uncaught error are
 * logged and end the process with 1. SIGTERM, SIGINT and SIGHUP let running requests end, close everything and end with 0.
 */
export async function runService(
  name: string,
  create: (env: Environment) => Promise<Service>,
): Promise<void> {
  const log = serviceLogger({ level: 'info', service: name });
  logDroppedLines(log);
  // The first reason decides the exit code. Later failures are consequences of it, and the log is closed by then.
  let isEnding = false;
  const end = async (code: number): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await endLogs();
    process.exit(code);
  };
  const die = async (error: unknown, message: string): Promise<void> => {
    if (isEnding) return;
    const refusal = error instanceof BootRefusal ? error : listenRefusal(error);
    if (refusal !== undefined) {
      process.stderr.write(`${refusal.message}\n`);
      return end(refusal.exitCode);
    }
    log.fatal({ error }, message);
    return end(1);
  };
  process.on('unhandledRejection', (reason) => void die(reason, 'a rejection was not handled'));
  process.on('uncaughtException', (error) => void die(error, 'an exception was not caught'));

  let service: Service | undefined;
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    if (service === undefined) return end(0);
    log.info({ signal }, 'stopping');
    const seconds = service.shutdownSeconds;
    setTimeout(() => {
      if (isEnding) return;
      log.warn({ seconds }, 'the shutdown took too long, so unfinished work was interrupted');
      void end(0);
    }, seconds * 1_000).unref();
    try {
      await service.close();
    } catch (error) {
      return die(error, 'the shutdown failed');
    }
    if (!isEnding) log.info('stopped');
    return end(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));

  try {
    const env = environment();
    for (const { name: variable, nearest } of unknownVariables(env)) {
      log.warn(
        { variable, nearest },
        nearest === undefined
          ? 'this environment variable is not known and has no effect'
          : 'this environment variable is not known and has no effect; the nearest known one may be meant',
      );
    }
    service = await create(env);
    await service.start();
  } catch (error) {
    return die(error, 'the boot failed');
  }
}
