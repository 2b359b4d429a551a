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
export { Secrets, type KeyPurpose, type SecretKey } from './secrets';
