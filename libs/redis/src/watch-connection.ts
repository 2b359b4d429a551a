import type { Logger } from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import type { RedisClient } from './connector';

/**
 * Logs once when Redis becomes unavailable and once when it is available again. Without a listener ioredis prints every error.
 */
export function watchConnection(client: RedisClient, logger: Logger): void {
  let isUnavailable = false;
  client.on('error', (error: Error) => {
    if (!isUnavailable) logger.warn({ reason: reasonOf(error) }, 'Redis is unavailable');
    isUnavailable = true;
  });
  client.on('ready', () => {
    if (isUnavailable) logger.log('Redis is available again');
    isUnavailable = false;
  });
}
