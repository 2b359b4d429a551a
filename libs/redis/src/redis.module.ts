import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { measureCommands } from './command-metrics';
import { EventPublisher } from './event-publisher';
import type { ConnectRedis, RedisClient } from './connector';
import { EventServer } from './event-server';
import { RedisStore } from './redis-store';
import { measureServers } from './server-metrics';

function measuredStore(client: RedisClient, namespace: string, registry?: Registry): RedisStore {
  const store = new RedisStore(client, namespace);
  if (registry === undefined) return store;
  measureCommands(client, registry);
  measureServers(store, registry);
  return store;
}

@Module({})
export class RedisModule {
  /** @param events the server that the application connects as its microservice */
  static forRoot({
    connect,
    namespace,
    events,
  }: {
    connect: ConnectRedis;
    namespace: string;
    events: EventServer;
  }): DynamicModule {
    return {
      module: RedisModule,
      global: true,
      providers: [
        {
          provide: RedisStore,
          useFactory: (registry?: Registry) => measuredStore(connect(), namespace, registry),
          inject: [{ token: Registry, optional: true }],
        },
        {
          provide: EventPublisher,
          useFactory: (store: RedisStore) => new EventPublisher(store),
          inject: [RedisStore],
        },
        { provide: EventServer, useValue: events },
      ],
      exports: [RedisStore, EventPublisher, EventServer],
    };
  }
}
