export {
  apiConfig,
  ConfigError,
  databaseConfig,
  environment,
  workerConfig,
  type ApiConfig,
  type Environment,
  type Intake,
  type OtpConfig,
  type RedisConfig,
  type WorkerConfig,
} from './config';
export { HealthModule, type HealthChecks } from './health.module';
export { loggingModule, requestIdOf, type LoggingOptions } from './logging';
export { runService, type Service } from './run-service';
export { Secrets, type KeyPurpose, type SecretKey } from './secrets';
