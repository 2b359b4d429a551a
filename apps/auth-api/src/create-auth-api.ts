import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { eventTransport, type ConnectRedis, redisConnector } from '@app/redis';
import {
  type ApiConfig,
  logRequests,
  logStart,
  measureRequests,
  NestLogger,
  type Service,
  serviceLogger,
  traceRequests,
  TRACER,
  type Tracer,
} from '@app/runtime';
import { AuthApiModule } from './auth-api.module';
import { configureHttp, fastifyAdapter } from './http/configure-http';
import { serveAccountPage } from './pages/account-page';
import { serveDocs } from './pages/docs-page';
import { serveDocumentSite } from './pages/document-site';
import { serveElement } from './pages/element';
import { serveLoginPage } from './pages/login-page';

/** Parts that development replaces or adds. */
export interface AuthApiParts {
  readonly connectRedis?: ConnectRedis;
  /** The chat page of the Telegram simulator. */
  readonly chatPageUrl?: string;
  /** Where the built documentation is, to be served at `/`. In production the operator's proxy decides what `/` shows. */
  readonly documentsFolder?: string;
}

export async function createAuthApi(config: ApiConfig, parts: AuthApiParts = {}): Promise<Service> {
  const connect = parts.connectRedis ?? redisConnector(config.redis);
  const logging = { level: config.logLevel, service: 'auth-api' };
  const events = eventTransport({ connect, namespace: config.namespace });
  const app = await NestFactory.create<NestFastifyApplication>(
    AuthApiModule.forRoot(config, { connect, events, chatPageUrl: parts.chatPageUrl }),
    fastifyAdapter(config),
    { logger: new NestLogger(serviceLogger(logging)), abortOnError: false, bodyParser: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  logRequests(fastify, logging);
  measureRequests(fastify, app.get(Registry));
  traceRequests(fastify, app.get<Tracer | undefined>(TRACER));
  configureHttp(app, config);
  await serveLoginPage(app);
  await serveElement(app);
  await serveAccountPage(app);
  serveDocs(app);
  if (parts.documentsFolder !== undefined) await serveDocumentSite(app, parts.documentsFolder);
  app.connectMicroservice({ strategy: events }, { inheritAppConfig: true });
  return {
    start: async () => {
      // The stores are connected first, because events need them.
      await app.init();
      await app.startAllMicroservices();
      await app.listen(config.port, config.host);
      logStart(await app.getUrl());
    },
    close: () => app.close(),
    shutdownSeconds: config.shutdownSeconds,
  };
}
