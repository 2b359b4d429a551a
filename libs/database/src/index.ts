export { Database } from './database';
export { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';
export { DatabaseModule } from './database.module';
export { migrate, revertAll } from './migrator';
export { OwnerConnection } from './owner-connection';
export { UnfitDatabase } from './preconditions';
export { Tenant } from './tenant';
export { enableTenantIsolation } from './tenant-isolation';
