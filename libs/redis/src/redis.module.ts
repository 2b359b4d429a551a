import { type DynamicModule, Module } from '@nestjs/common';
import { EventPublisher } from './event-publisher';
import type { ConnectRedis } from './connector';
import { EventServer } from './event-server';
import { RedisStore } from './redis-store';

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
        { provide: RedisStore, useFactory: () => new RedisStore(connect(), namespace) },
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
