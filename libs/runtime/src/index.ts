export {
  adminConfig,
  apiConfig,
  ConfigError,
  databaseConfig,
  environment,
  workerConfig,
  type AdminConfig,
  type ApiConfig,
  type Environment,
  type Intake,
  type OtpConfig,
  type RedisConfig,
  type WorkerConfig,
} from './config';
export { forgetDevelopmentStores, recordDevelopmentStores } from './development-stores';
export { drainConnections } from './drain-connections';
export { HealthModule, type HealthChecks } from './health.module';
export { loggingModule, requestIdOf, type LoggingOptions } from './logging';
export { MetricsModule, type MetricsOptions } from './metrics.module';
export { reasonOf } from './reason';
export { runService, type Service } from './run-service';
export { Secrets, type KeyPurpose, type SecretKey } from './secrets';
export { postgresAddress, type PostgresAddress } from './postgres-address';
export { redisAddress, type RedisAddress } from './redis-address';
export { AddressProblem } from './store-url';
