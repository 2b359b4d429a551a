export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres';
export { EmbeddedRedis, type EmbeddedRedisOptions } from './redis/embedded-redis';
