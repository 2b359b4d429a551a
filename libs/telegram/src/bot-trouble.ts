import type { RedisStore } from '@app/redis';

/** `telegram`: calls of the Bot API fail. `webhook`: Telegram does not bring updates as the workers have asked for. */
export type TroublePart = 'telegram' | 'webhook';

export interface BotTrouble {
  /** Stable, for scripts: such as `unavailable`, `bad_token`, `secret`. */
  readonly reason: string;
  readonly since: Date;
}

/** Of a worker that died, the trouble is forgotten after this. */
const FORGOTTEN_MS = 15_000;

const NOTE = /^([a-z_]+) (\d+)$/;

/** What the workers found wrong with Telegram, in Redis, for an operator. */
export class BotTroubles {
  constructor(private readonly store: RedisStore) {}

  /** To be repeated every few seconds while it lasts. */
  async note(part: TroublePart, { reason, since }: BotTrouble): Promise<void> {
    await this.store.client.set(this.key(part), `${reason} ${since.getTime()}`, 'PX', FORGOTTEN_MS);
  }

  async clear(part: TroublePart): Promise<void> {
    await this.store.client.del(this.key(part));
  }

  async read(part: TroublePart): Promise<BotTrouble | undefined> {
    const [, reason, since] = NOTE.exec((await this.store.client.get(this.key(part))) ?? '') ?? [];
    return reason === undefined ? undefined : { reason, since: new Date(Number(since)) };
  }

  private key(part: TroublePart): string {
    return this.store.key('bot-trouble', part);
  }
}
