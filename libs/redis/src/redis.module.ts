import { type DynamicModule, Module } from '@nestjs/common';
import { EventPublisher } from './event-publisher';
import type { ConnectRedis } from './connector';
import { RedisStore } from './redis-store';

@Module({})
export class RedisModule {
  static forRoot({ connect, namespace }: { connect: ConnectRedis; namespace: string }): DynamicModule {
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
      ],
      exports: [RedisStore, EventPublisher],
    };
  }
}
