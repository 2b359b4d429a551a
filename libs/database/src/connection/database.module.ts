import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { type DatabaseOptions, serviceOptions } from './connection-options';
import { Database } from './database';
import { PoolMetrics } from './pool-metrics';
import { Tenant } from '../tenancy/tenant';

@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: Database,
          useFactory: (registry?: Registry) =>
            new Database(serviceOptions(options), registry && new PoolMetrics(registry)),
          inject: [{ token: Registry, optional: true }],
        },
        { provide: Tenant, useFactory: (database: Database) => new Tenant(database), inject: [Database] },
      ],
      exports: [Database, Tenant],
    };
  }
}
