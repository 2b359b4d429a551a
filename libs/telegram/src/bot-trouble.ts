import { randomBytes } from 'node:crypto';
import type { RedisStore } from '@app/redis';

/**
 * `telegram`: calls of the Bot API fail. `webhook`: Telegram does not deliver updates as the workers have configured it.
 * `polling`: somebody else polls this bot.
 */
export type TroublePart = 'telegram' | 'webhook' | 'polling';

export interface BotTrouble {
  /** A stable code for scripts, such as `unavailable`, `bad_token`, `secret`. */
  readonly reason: string;
  readonly since: Date;
}

export interface RecordedTrouble extends BotTrouble {
  /** The number of workers with this trouble. The other live workers work. */
  readonly workers: number;
}

/** Workers with other settings have set another webhook. Any other reason takes precedence over this one. */
export const SUPERSEDED = 'superseded';

/** A trouble expires unless it is repeated in this time. A live worker repeats it within 20 s, of which a call takes 10 s. */
const FORGOTTEN_MS = 30_000;

const RECORD = /^([a-z_]+) (\d+) (\d+)$/;

const troubleOf = (text: string): BotTrouble[] => {
  const [, reason, since] = RECORD.exec(text) ?? [];
  return reason === undefined ? [] : [{ reason, since: new Date(Number(since)) }];
};

const isFresh = (text: string, now: number): boolean =>
  now - Number(RECORD.exec(text)?.[3] ?? 0) < FORGOTTEN_MS;

const byPrecedence = (one: BotTrouble, other: BotTrouble): number =>
  Number(one.reason === SUPERSEDED) - Number(other.reason === SUPERSEDED) ||
  one.since.getTime() - other.since.getTime();

/** Records in Redis, for operators, the trouble that each worker has with Telegram. */
export class BotTroubles {
  private readonly worker = randomBytes(9).toString('base64url');
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly store: RedisStore) {}

  /** Records the trouble of this worker. The caller repeats it every few seconds while the trouble lasts. */
  record(part: TroublePart, trouble: BotTrouble): Promise<void> {
    return this.inTurn(() => this.put(part, trouble));
  }

  /** Clears the trouble of this worker alone. */
  clear(part: TroublePart): Promise<void> {
    return this.inTurn(async () => {
      await this.store.client.hdel(this.key(part), this.worker);
    });
  }

  async read(part: TroublePart): Promise<RecordedTrouble | undefined> {
    const now = await this.store.now();
    const texts = await this.store.client.hvals(this.key(part));
    const troubles = texts.filter((text) => isFresh(text, now)).flatMap(troubleOf);
    const [first] = troubles.sort(byPrecedence);
    return first && { reason: first.reason, since: first.since, workers: troubles.length };
  }

  private async put(part: TroublePart, { reason, since }: BotTrouble): Promise<void> {
    const { client } = this.store;
    const now = await this.store.now();
    const stale = Object.entries(await client.hgetall(this.key(part)))
      .filter(([, text]) => !isFresh(text, now))
      .map(([worker]) => worker);
    if (stale.length > 0) await client.hdel(this.key(part), ...stale);
    await client.hset(this.key(part), this.worker, `${reason} ${since.getTime()} ${now}`);
    await client.pexpire(this.key(part), FORGOTTEN_MS);
  }

  /** Serializes the writes: a `record` that is still being written must not undo a later `clear`. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const written = this.turn.then(work);
    this.turn = written.catch(() => undefined);
    return written;
  }

  private key(part: TroublePart): string {
    return this.store.key('bot-troubles', part);
  }
}
