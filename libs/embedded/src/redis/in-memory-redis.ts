import RedisMock from 'ioredis-mock';
import type { Redis } from 'ioredis';

const NOW = 'in-memory:now';
const NOW_IN_LUA = `(function()
  local ms = redis.call('GET', '${NOW}')
  return { string.sub(ms, 1, -4), string.sub(ms, -3) .. '000' }
end)()`;

interface ScriptDefinition {
  readonly lua: string;
  readonly numberOfKeys?: number;
}
type Command = (...args: unknown[]) => Promise<unknown>;

/**
 * A Redis in the memory of this process, for machines without a real one. All instances share one memory.
 *
 * TIME of ioredis-mock reads seconds and microseconds from two clocks and can go back by a second, so this class replaces
 * it. ioredis-mock assigns its commands to each instance, which hides methods of a subclass; so they are assigned here, too.
 */
export class InMemoryRedis extends (RedisMock as unknown as typeof Redis) {
  /** @param now the clock, in milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    super({ lazyConnect: true });
    const commands = this as unknown as Record<string, Command>;
    const define = this.defineCommand.bind(this);

    const time = (): Promise<number[]> => {
      const ms = now();
      return Promise.resolve([Math.floor(ms / 1000), (ms % 1000) * 1000]);
    };
    const defineCommand = (name: string, { lua, ...rest }: ScriptDefinition): void => {
      define(name, { ...rest, lua: lua.replaceAll(`redis.call('TIME')`, NOW_IN_LUA) });
      const run = commands[name]!;
      commands[name] = async (...args) => {
        await this.set(NOW, String(now()));
        return run(...args);
      };
    };
    Object.assign(this, { time, defineCommand });
  }
}
