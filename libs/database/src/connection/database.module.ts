import { type DynamicModule, Module } from '@nestjs/common';
import { type DatabaseOptions, serviceOptions } from './connection-options';
import { Database } from './database';
import { Tenant } from '../tenancy/tenant';

@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: Database, useFactory: () => new Database(serviceOptions(options)) },
        { provide: Tenant, useFactory: (database: Database) => new Tenant(database), inject: [Database] },
      ],
      exports: [Database, Tenant],
    };
  }
}
