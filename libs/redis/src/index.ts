export { BellServer, bellTransport, OnBell } from './bell-server';
export { Bells } from './bells';
export { isStoreAway, redisConnector, type ConnectRedis, type RedisClient } from './connector';
export { Lease } from './lease';
export { RedisModule } from './redis.module';
export { RedisStore, type Script } from './redis-store';
export { UnfitRedis } from './server-check';
