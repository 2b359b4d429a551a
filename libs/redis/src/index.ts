export { EventServer, eventTransport, OnEvent } from './event-server';
export { EventPublisher, publishArguments } from './event-publisher';
export { isRedisUnavailable, redisConnector, type ConnectRedis, type RedisClient } from './connector';
export { Lease } from './lease';
export { RedisModule } from './redis.module';
export { RedisStore, type Script } from './redis-store';
export { UnfitRedis } from './server-check';
export { isFull, readServerReports, refusesWrites, type ServerReport } from './server-report';
export { untilPublished } from './until-published';
