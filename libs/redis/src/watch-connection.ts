import type { Logger } from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import type { RedisClient } from './connector';

/** Says once that Redis went away and once that it came back; without a listener ioredis prints every error. */
export function watchConnection(client: RedisClient, logger: Logger): void {
  let isAway = false;
  client.on('error', (error: Error) => {
    if (!isAway) logger.warn({ reason: reasonOf(error) }, 'Redis is away');
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) logger.log('Redis is back');
    isAway = false;
  });
}
