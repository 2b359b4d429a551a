import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getBotToken } from 'nestjs-telegraf';
import { Registry } from 'prom-client';
import type { Telegraf } from 'telegraf';
import { eventTransport, type ConnectRedis, redisConnector } from '@app/redis';
import {
  drainConnections,
  logRequests,
  logStart,
  markClientAborts,
  measureRequests,
  NestLogger,
  type Service,
  serviceLogger,
  type WorkerConfig,
} from '@app/runtime';
import { BotWorkerModule } from './bot-worker.module';
import { OutboxSweep } from './delivery/outbox-sweep';
import { refuseByHead } from './http/refuse-by-head';
import { WorkerAdapter } from './http/worker-adapter';
import { WebhookGate } from './intake/webhook/webhook-gate';
import { BotApi } from './telegram/bot-api';
import { patchTelegraf } from './telegram/telegraf-options';

/** The parts that development replaces. */
export interface BotWorkerParts {
  readonly connectRedis?: ConnectRedis;
}

export async function createBotWorker(config: WorkerConfig, parts: BotWorkerParts = {}): Promise<Service> {
  const connect = parts.connectRedis ?? redisConnector(config.redis);
  const logging = { level: config.logLevel, service: 'bot-worker' };
  const events = eventTransport({ connect, namespace: config.namespace });
  const app = await NestFactory.create<NestFastifyApplication>(
    BotWorkerModule.forRoot(config, { connect, events }),
    new WorkerAdapter(),
    { logger: new NestLogger(serviceLogger(logging)), abortOnError: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  logRequests(fastify, logging);
  measureRequests(fastify, app.get(Registry));
  const gate = config.telegram.intake.mode === 'webhook' ? app.get(WebhookGate) : undefined;
  refuseByHead(fastify, (headers) => gate?.admits(headers) ?? false);
  drainConnections(fastify);
  markClientAborts(fastify);
  patchTelegraf(app.get<Telegraf>(getBotToken()));
  app.connectMicroservice({ strategy: events }, { inheritAppConfig: true });
  return {
    start: async () => {
      // The stores are connected first, because events need them.
      await app.init();
      await app.startAllMicroservices();
      await app.listen(config.port, config.host);
      logStart(await app.getUrl());
    },
    close: () => {
      app.get(BotApi).stopWithin((config.shutdownSeconds * 1_000) / 2);
      // Nest stops the modules one after another. A code that is claimed late could be cut off during its send.
      app.get(OutboxSweep).stopClaiming();
      return app.close();
    },
    shutdownSeconds: config.shutdownSeconds,
  };
}
