import type { IncomingUpdate } from '../incoming-update';

/** The burst that one account may send. An empty allowance is full again after `REFILL_MS`. */
const UPDATES = 60;
const REFILL_MS = 300_000;
/** Bounds the memory of this worker. The account that has not written for longest is removed. */
const MAX_ACCOUNTS = 10_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/**
 * Updates that prove or decide something, or that have a limit with an answer of their own. They have a separate allowance,
 * which other updates of the account cannot use up.
 */
const isImportant = ({ kind, content, proof }: IncomingUpdate): boolean =>
  proof !== undefined ||
  kind === 'contact' ||
  kind === 'press' ||
  (kind === 'command' && /^\/code(@\w+)?$/.test(content ?? ''));

const keyOf = (update: IncomingUpdate): string =>
  `${update.chatId}${isImportant(update) ? ' important' : ''}`;

/**
 * Limits the updates of a linked account, because each takes memory in Redis for a day. No person sends as many. Each worker
 * counts for itself, which needs no round trip.
 */
export class LinkedAllowance {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number = Date.now) {}

  isAvailable(update: IncomingUpdate): boolean {
    return this.leftOf(update) >= 1;
  }

  /** Called when the update is done, so that retries do not count. */
  consume(update: IncomingUpdate): void {
    const key = keyOf(update);
    const left = this.leftOf(update) - 1;
    // Inserted again, so that the first entry of the map is always the least recently used one.
    this.buckets.delete(key);
    this.buckets.set(key, { left, at: this.now() });
    if (this.buckets.size > MAX_ACCOUNTS) this.buckets.delete(this.buckets.keys().next().value!);
  }

  private leftOf(update: IncomingUpdate): number {
    const bucket = this.buckets.get(keyOf(update));
    if (bucket === undefined) return UPDATES;
    return Math.min(UPDATES, bucket.left + ((this.now() - bucket.at) * UPDATES) / REFILL_MS);
  }
}
