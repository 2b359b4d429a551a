import type { Socket } from 'node:net';
import type { Redis } from 'ioredis';

/**
 * Sends all commands of one turn of the event loop in one system call. ioredis writes each command on its own, which costs more
 * than everything else about it. Its option `enableAutoPipelining` is not used, because each batch would wait for the answers of
 * the batch before.
 */
export function batchWrites(client: Redis): Redis {
  return client.on('connect', () => {
    const { stream } = client as unknown as { stream: Socket };
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    let isCorked = false;
    stream.write = (...args: unknown[]): boolean => {
      if (!isCorked) {
        isCorked = true;
        stream.cork();
        setImmediate(() => {
          isCorked = false;
          stream.uncork();
        });
      }
      return write(...args);
    };
  });
}
