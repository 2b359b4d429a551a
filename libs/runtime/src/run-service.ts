import { BootRefusal, listenRefusal } from './boot-refusal';
import { environment, type Environment } from './config/environment';
import { endLogs, plainLogger } from './logging/logging';
import { unknownVariables } from './config/unknown-variables';

/** A service that is made but serves nobody yet. */
export interface Service {
  /** Listens, subscribes, takes work. */
  start(): Promise<void>;
  /** Lets what runs end. */
  close(): Promise<void>;
  /** The longest that a shutdown may take. */
  readonly shutdownSeconds: number;
}

/**
 * Runs a service as this process. A refused boot, such as one with a bad environment, says why on standard error and ends
 * the process with the code of the refusal, 1 unless it has another; so does a refusal that comes later, from a store that
 * was away at the boot. A failed boot and an error that nobody caught are logged and end it with 1, too. SIGTERM, SIGINT
 * and SIGHUP let requests end, close everything and end it with 0.
 */
export async function runService(
  name: string,
  create: (env: Environment) => Promise<Service>,
): Promise<void> {
  const log = plainLogger({ level: 'info', service: name });
  // The first end decides. What fails while the logs are written out has no log any more, and is its consequence.
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
      log.warn({ seconds }, 'what still ran at the end of the shutdown was cut off');
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
