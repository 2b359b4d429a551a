export { BootRefusal, portTaken } from './boot-refusal';
export {
  adminConfig,
  apiConfig,
  ConfigError,
  databaseConfig,
  developmentConfig,
  workerConfig,
  type AdminConfig,
  type ApiConfig,
  type Intake,
  type OtpConfig,
  type RedisConfig,
  type WorkerConfig,
} from './config';
export { forgetDevelopmentStores, recordDevelopmentStores } from './development-stores';
export { drainConnections } from './drain-connections';
export { operatorEnvironment, type Environment } from './environment';
export { HealthModule, type HealthChecks } from './health.module';
export { loggingModule, requestIdOf, type LoggingOptions } from './logging';
export { markHangUps } from './mark-hang-ups';
export { MetricsModule, type MetricsOptions } from './metrics.module';
export { httpOrigin } from './origin';
export { reasonOf } from './reason';
export { runService, type Service } from './run-service';
export { Secrets, type KeyPurpose, type SecretKey } from './secrets';
export { withoutLibpq } from './libpq-variables';
export { postgresAddress, type PostgresAddress } from './postgres-address';
export { redisAddress, type RedisAddress } from './redis-address';
export { AddressProblem } from './store-url';
