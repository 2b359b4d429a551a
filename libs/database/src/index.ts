export { Database } from './database';
export { isDatabaseAway } from './database-away';
export { DatabaseModule } from './database.module';
export { migrate, revertAll } from './migrator';
export { UnfitDatabase } from './preconditions';
export { Tenant } from './tenant';
export { enableTenantIsolation } from './tenant-isolation';
