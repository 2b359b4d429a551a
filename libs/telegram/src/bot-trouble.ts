import { randomBytes } from 'node:crypto';
import type { RedisStore } from '@app/redis';

/** `telegram`: calls of the Bot API fail. `webhook`: Telegram does not bring updates as the workers have asked for. */
export type TroublePart = 'telegram' | 'webhook';

export interface BotTrouble {
  /** Stable, for scripts: such as `unavailable`, `bad_token`, `secret`. */
  readonly reason: string;
  readonly since: Date;
}

export interface NotedTrouble extends BotTrouble {
  /** So many workers note a trouble of this part; fewer than live where others work. */
  readonly workers: number;
}

/** A webhook of workers with other settings is a trouble of one worker, and no other reason hides behind it. */
export const SUPERSEDED = 'superseded';

/** Of a worker that died, the trouble is forgotten after this. It is repeated every 10 s at least, a call of up to 10 s between. */
const FORGOTTEN_MS = 30_000;

const NOTE = /^([a-z_]+) (\d+) (\d+)$/;

const noteOf = (text: string): BotTrouble[] => {
  const [, reason, since] = NOTE.exec(text) ?? [];
  return reason === undefined ? [] : [{ reason, since: new Date(Number(since)) }];
};

const isFresh = (text: string, now: number): boolean =>
  now - Number(NOTE.exec(text)?.[3] ?? 0) < FORGOTTEN_MS;

const byWeight = (one: BotTrouble, other: BotTrouble): number =>
  Number(one.reason === SUPERSEDED) - Number(other.reason === SUPERSEDED) ||
  one.since.getTime() - other.since.getTime();

/** What the workers found wrong with Telegram, each for itself, in Redis, for an operator. */
export class BotTroubles {
  private readonly worker = randomBytes(9).toString('base64url');
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly store: RedisStore) {}

  /** To be repeated every few seconds while it lasts. */
  note(part: TroublePart, trouble: BotTrouble): Promise<void> {
    return this.inTurn(() => this.put(part, trouble));
  }

  /** The trouble of this worker alone. */
  clear(part: TroublePart): Promise<void> {
    return this.inTurn(async () => {
      await this.store.client.hdel(this.key(part), this.worker);
    });
  }

  async read(part: TroublePart): Promise<NotedTrouble | undefined> {
    const now = await this.store.now();
    const texts = await this.store.client.hvals(this.key(part));
    const notes = texts.filter((text) => isFresh(text, now)).flatMap(noteOf);
    const [first] = notes.sort(byWeight);
    return first && { reason: first.reason, since: first.since, workers: notes.length };
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

  /** What is cleared stays cleared, though a note of it is still on its way to Redis. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private key(part: TroublePart): string {
    return this.store.key('bot-troubles', part);
  }
}
