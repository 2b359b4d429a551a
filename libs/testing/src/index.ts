import { addresses } from './addresses';

export { adminCommand } from './admin-command';
export { migrateCommand } from './migrate-command';
export { freePort } from './free-port';
export { Authority, type Certificate } from './authority';
export { asOwner, emptyDatabase, freshDatabase, type TestDatabase } from './databases';
export {
  atRate,
  createLinkedPeople,
  maxWithin,
  percentile,
  repeatAtRate,
  reportFigures,
  whileMeasuringIdle,
} from './load';
export { expectInFullSize, size } from './size';
export { BOT_TOKEN, BOT_USERNAME, Product, type ProductOptions, TELEGRAM_RATES } from './product';
export { DebianPostgres } from './postgres/debian-postgres';
export { PgBouncer, type PgBouncerOptions } from './postgres/pgbouncer';
export { ServiceLogin } from './postgres/service-login';
export { NodeExporter } from './node-exporter';
export { Prometheus, promtool, type Sample } from './prometheus';
export { ProxySockets } from './proxy-sockets';
export { randomNamespace } from './random-namespace';
export { RedisCluster } from './redis/redis-cluster';
export { RedisMonitor, type SentCommand } from './redis/redis-monitor';
export { RedisProcess } from './redis/redis-process';
export { redisTlsOptions } from './redis/redis-tls';
export { ServiceProcess } from './service-process';
export { StartedProduct } from './started-product';
export {
  bearer,
  type BodyTokens,
  challengeIdOf,
  linkPhone,
  newOwner,
  receiveCode,
  receiveCodeMessage,
  receiveCodeOf,
  requestCode,
  signIn,
  untilParked,
  untilRecorded,
} from './sign-in';
export { onceAvailable, until } from './until';
export { useProduct } from './use-product';
export { useStarted } from './use-started';
export { TcpProxy } from './tcp-proxy';

export const testRedisUrl = (): string => addresses().redisUrl;
export const testPostgresUrl = (): string => addresses().postgresUrl;
