import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { RedisClient } from './connector';
import { readScript } from './read-script';
import { ServerCheck, UnfitRedis } from './server-check';
import { watchConnection } from './watch-connection';

/** A Lua script on the server: one atomic step in one round trip. All keys share one hash tag. */
export type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** How long a boot waits for the first connection. Then it goes on without one, and the client keeps reconnecting. */
const FIRST_CONNECTION_MS = 2_000;

/** The Redis that all services share: one connection, keys under one namespace, and scripts. */
export class RedisStore implements OnModuleInit, OnApplicationShutdown {
  private definedScripts = 0;
  private readonly server: ServerCheck;

  constructor(
    readonly client: RedisClient,
    readonly namespace: string,
    nowMs?: () => number,
  ) {
    watchConnection(client, new Logger(RedisStore.name));
    this.server = new ServerCheck(client, nowMs);
  }

  /** @returns `<namespace>:<part>:<part>…` */
  key(...parts: readonly string[]): string {
    return [this.namespace, ...parts].join(':');
  }

  /** @throws UnfitRedis where Redis must not be used; rejects within 2 s where it is unavailable */
  async ping(): Promise<void> {
    await this.client.ping();
    await this.server.assertFit();
  }

  /** The clock of Redis, in milliseconds. */
  async now(): Promise<number> {
    const [seconds, micros] = await this.client.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  /** Defines the Lua file as a command. A line `-- include <path>` inserts that file. */
  script(file: string): Script {
    const lua = this.readScript(file);
    const name = `otpravka${this.definedScripts++}`;
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

  /** A test replaces the clock of the scripts here. */
  protected readScript(file: string): string {
    return readScript(file);
  }

  /**
   * A Redis that is unavailable at boot is checked at the first `ping` that reaches it. Until then `ping` rejects.
   * @throws UnfitRedis
   */
  async onModuleInit(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FIRST_CONNECTION_MS);
    });
    const checked = this.client.connect().then(() => this.server.assertFit());
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
