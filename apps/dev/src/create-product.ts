import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Health } from '@app/contract';
import { FormerSchema, migrate } from '@app/database';
import {
  apiConfig,
  BootRefusal,
  ConfigError,
  developmentConfig,
  type Environment,
  forgetDevelopmentStores,
  reasonOf,
  recordDevelopmentStores,
  type Service,
  withoutLibpqVariables,
  workerConfig,
} from '@app/runtime';
import { createAuthApi } from '../../auth-api/src/create-auth-api';
import { createBotWorker } from '../../bot-worker/src/create-bot-worker';
import { banner } from './banner';
import { freePortFrom } from './free-port-from';
import { postgresPart, redisPart, telegramPart } from './parts';
import { KeptPorts } from './kept-ports';
import { choosePorts } from './ports';
import { RunningProduct } from './running-product';
import { developmentSecrets } from './secrets-file';

const FOLDER = '.data';
/** `npm run docs:site` builds the documentation there. */
const DOCUMENTS = join(__dirname, '..', '..', '..', 'docs');

/** Both services in one process, with embedded stores and a simulated Telegram unless variables name real ones. */
export async function createProduct(given: Environment): Promise<Service> {
  const env = withoutEmpty(given);
  refuseProduction(env);
  const wanted = developmentConfig(env);
  const running = await RunningProduct.claim(FOLDER);
  const { apiPort, chatPort, notes } = await choosePorts(
    env,
    wanted,
    new KeptPorts(join(FOLDER, 'ports.json')),
  );
  for (const note of notes) process.stdout.write(`${note}\n`);
  const { botToken, ...secrets } = developmentSecrets(join(FOLDER, 'secrets.json'));
  const [postgres, redis, telegram] = await Promise.all([
    postgresPart(env, FOLDER),
    redisPart(env, FOLDER),
    telegramPart(env, FOLDER, { port: chatPort ?? 0, token: botToken }),
  ]).catch((error: unknown) => {
    // The errors of the embedded parts tell people what to do.
    throw new BootRefusal(reasonOf(error), { cause: error });
  });
  const parts = [telegram, redis, postgres];
  const shared = {
    HOST: 'localhost',
    LOG_LEVEL: 'warn',
    ...secrets,
    ...(env['DATABASE_URL'] === undefined ? withoutLibpqVariables(env) : env),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
  };
  const api = apiConfig({ ...shared, PORT: String(apiPort) });
  const worker = workerConfig({
    ...shared,
    PORT: String(await freePortFrom(api.port + 1)),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  });

  await migrate(postgres.url).catch((error: unknown) => {
    throw env['DATABASE_URL'] === undefined && error instanceof FormerSchema ? startAfresh(error) : error;
  });
  recordDevelopmentStores({
    ...(env['DATABASE_URL'] === undefined && { DATABASE_URL: postgres.url }),
    ...(env['REDIS_URL'] === undefined && { REDIS_URL: redis.isInMemory ? null : redis.url }),
  });
  // This must run even if the rest of the boot fails.
  process.once('exit', forgetDevelopmentStores);
  const ownRedis = redis.connect && { connectRedis: redis.connect };
  const services = await Promise.all([
    createAuthApi(api, {
      ...ownRedis,
      documentsFolder: DOCUMENTS,
      ...(telegram.chatPageUrl !== undefined && { chatPageUrl: telegram.chatPageUrl }),
    }),
    createBotWorker(worker, { ...ownRedis }),
  ]);

  const [origin, workerOrigin] = [api, worker].map(({ port }) => `http://localhost:${port}`) as [
    string,
    string,
  ];
  const origins = [origin, workerOrigin];
  return {
    async start() {
      await Promise.all(services.map((service) => service.start()));
      const missing = await untilReady(origins);
      running.announce({
        'sign in at': `${origin}/login`,
        ...(telegram.chatPageUrl !== undefined && { 'chat at': telegram.chatPageUrl }),
        'API at': `${origin}/docs`,
      });
      process.send?.('ready');
      process.stdout.write(banner(origin, { postgres, redis, telegram }, missing));
    },
    async close() {
      forgetDevelopmentStores();
      await Promise.all(services.map((service) => service.close()));
      await Promise.all(parts.map((part) => part.stop()));
      running.release();
    },
    shutdownSeconds: api.shutdownSeconds,
  };
}

/** The data are not moved or deleted until the developer runs `--fresh`. */
const startAfresh = (cause: FormerSchema): BootRefusal =>
  new BootRefusal(
    `The data in ${FOLDER} are those of a former build, which cannot be brought up to date: "npm start -- --fresh" moves them aside and starts with none.`,
    { cause },
  );

function refuseProduction(env: Environment): void {
  if (env['NODE_ENV'] === undefined)
    throw new ConfigError([
      'NODE_ENV is absent, which counts as production: start the product with npm start, which sets it to development',
    ]);
  if (env['NODE_ENV'] === 'production')
    throw new ConfigError(['NODE_ENV is production: npm start is for development; see docs/deploy/index.md']);
}

const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

const READY_WITHIN_MS = 15_000;

/** Waits until both services are ready, for a limited time, because a real bot may take long. @returns what is missing */
async function untilReady(origins: readonly string[]): Promise<string[]> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const missing = [...new Set((await Promise.all(origins.map(missingAt))).flat())];
    if (missing.length === 0 || Date.now() > deadline) return missing;
    await wait(50);
  }
}

async function missingAt(origin: string): Promise<string[]> {
  const answer = await fetch(`${origin}/health/ready`).catch(() => undefined);
  if (answer === undefined) return [origin];
  return ((await answer.json()) as Health).missing;
}
