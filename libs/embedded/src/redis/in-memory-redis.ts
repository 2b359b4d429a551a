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
 * A Redis in the memory of this process, where no real one is installed; all of them share one memory. TIME of ioredis-mock
 * takes its seconds and its microseconds from two clocks and goes back now and then; here both come from one.
 */
export class InMemoryRedis extends (RedisMock as unknown as typeof Redis) {
  constructor() {
    super({ lazyConnect: true });
  }

  override defineCommand(name: string, { lua, ...rest }: ScriptDefinition): void {
    super.defineCommand(name, { ...rest, lua: lua.replaceAll(`redis.call('TIME')`, NOW_IN_LUA) });
    const commands = this as unknown as Record<string, Command>;
    const run = commands[name]!;
    commands[name] = async (...args) => {
      await this.set(NOW, String(Date.now()));
      return run(...args);
    };
  }

  override time(): Promise<number[]> {
    const ms = Date.now();
    return Promise.resolve([Math.floor(ms / 1000), (ms % 1000) * 1000]);
  }
}
