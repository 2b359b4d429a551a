export { Database } from './connection/database';
export { DatabaseUnavailable, isDatabaseUnavailable } from './connection/database-unavailable';
export { DatabaseModule } from './connection/database.module';
export { migrate, revertAll } from './migrator';
export { FormerSchema } from './migrations/former-schema';
export { OwnerConnection } from './connection/owner-connection';
export { UnfitDatabase } from './preconditions/preconditions';
export { Tenant } from './tenancy/tenant';
export { enableTenantIsolation } from './tenancy/tenant-isolation';
