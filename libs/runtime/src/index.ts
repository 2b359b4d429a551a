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
} from './config/config';
export { forgetDevelopmentStores, recordDevelopmentStores } from './config/development-stores';
export { drainConnections } from './http/drain-connections';
export { unknownVariables } from './config/unknown-variables';
export { operatorEnvironment, type Environment } from './config/environment';
export { HealthModule, type HealthChecks } from './http/health.module';
export type { LoggedRequest } from './http/http-request';
export { logRequests } from './http/log-requests';
export { serviceLogger, type LoggingOptions } from './logging/logging';
export { logStart } from './logging/log-start';
export { NestLogger } from './logging/nest-logger';
export { measureRequests } from './http/measure-requests';
export { markClientAborts } from './http/mark-client-aborts';
export { MetricsModule, type MetricsOptions } from './http/metrics.module';
export { LatencyHistogram, type Observer } from './metrics/latency-histogram';
export { traceRequests } from './tracing/trace-requests';
export { TRACER, TracingModule } from './tracing/tracing.module';
export type { Tracer } from './tracing/tracer';
export { httpOrigin } from './config/origin';
export { reasonOf } from './logging/reason';
export { runService, type Service } from './run-service';
export { Secrets, type KeyPurpose, type SecretKey } from './config/secrets';
export { withoutLibpqVariables } from './store-address/libpq-variables';
export { postgresAddress, type PostgresAddress } from './store-address/postgres-address';
export { redisAddress, type RedisAddress } from './store-address/redis-address';
export { AddressProblem } from './store-address/store-url';
