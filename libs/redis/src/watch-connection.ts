import type { Logger } from '@nestjs/common';
import type { RedisClient } from './connector';
import { failureReasons } from './failure-reason';

/**
 * Logs once when Redis becomes unavailable and once when it is available again. Without a listener ioredis prints every error.
 */
export function watchConnection(client: RedisClient, logger: Logger): void {
  let isUnavailable = false;
  const describe = failureReasons(client);
  client.on('error', (error: Error) => {
    if (!isUnavailable)
      void describe(error).then((reason) => {
        if (isUnavailable) logger.warn({ reason }, 'Redis is unavailable');
      });
    isUnavailable = true;
  });
  client.on('ready', () => {
    if (isUnavailable) logger.log('Redis is available again');
    isUnavailable = false;
  });
}
