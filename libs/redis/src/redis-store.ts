import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { RedisClient } from './connector';
import { readScript } from './read-script';
import { ServerCheck, UnfitRedis } from './server-check';
import { watchConnection } from './watch-connection';

/** A Lua script on the server: one atomic step, one round trip. All keys are on one hash tag. */
export type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** What a boot waits for the first connection; it goes on without one, and the connection heals by itself. */
const FIRST_CONNECTION_MS = 2_000;

/** The Redis that services share: keys under one namespace, scripts, one connection. */
export class RedisStore implements OnModuleInit, OnApplicationShutdown {
  private defined = 0;
  private readonly server: ServerCheck;

  constructor(
    readonly client: RedisClient,
    readonly namespace: string,
    nowMs?: () => number,
  ) {
    watchConnection(client, new Logger(RedisStore.name));
    this.server = new ServerCheck(client, nowMs);
  }

  /** A key of ours: `<namespace>:<part>:<part>…`. */
  key(...parts: readonly string[]): string {
    return [this.namespace, ...parts].join(':');
  }

  /** @throws UnfitRedis where Redis must not be used, and where it is unavailable, within 2 s */
  async ping(): Promise<void> {
    await this.client.ping();
    await this.server.require();
  }

  /** Redis' clock, in milliseconds. */
  async now(): Promise<number> {
    const [seconds, micros] = await this.client.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  /** The Lua file as a command; `-- include <name>` lines take in `<name>.lua`, a path from the file's own folder. */
  script(file: string): Script {
    const lua = readScript(file);
    const name = `otpravka${this.defined++}`;
    const commands = this.client as unknown as Record<
      string,
      (...args: (string | number)[]) => Promise<unknown>
    >;
    return (keys, args) => {
      const command = `${name}of${keys.length}`;
      if (!commands[command]) this.client.defineCommand(command, { lua, numberOfKeys: keys.length });
      return commands[command]!(...keys, ...args);
    };
  }

  /**
   * A Redis that is unavailable at boot is checked when it comes: until then `ping` rejects.
   * @throws UnfitRedis
   */
  async onModuleInit(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FIRST_CONNECTION_MS);
    });
    const checked = this.client.connect().then(() => this.server.require());
    const ignored = checked.catch((error: unknown) => {
      if (error instanceof UnfitRedis) throw error;
    });
    try {
      await Promise.race([ignored, limit]);
    } catch (error) {
      this.client.disconnect();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
