export { freePort, isPortTaken } from './free-port';
export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres';
export { EmbeddedRedis, type EmbeddedRedisOptions } from './redis/embedded-redis';
export { InMemoryRedis } from './redis/in-memory-redis';
export { findProcess } from './running-process';
