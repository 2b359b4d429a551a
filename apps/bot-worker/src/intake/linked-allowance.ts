import type { IncomingUpdate } from './incoming-update';

/** Updates of one account: so many at once, and as many again in the time of a whole refill. */
const UPDATES = 60;
const REFILL_MS = 300_000;
/** The memory of this worker is bounded by it. The account that has not written for longest is forgotten. */
const MOST_ACCOUNTS = 10_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** They prove or decide something, or have a limit of their own that answers: nothing else of the account may use them up. */
const isApart = ({ kind, content, proof }: IncomingUpdate): boolean =>
  proof !== undefined ||
  kind === 'contact' ||
  kind === 'press' ||
  (kind === 'command' && /^\/code(@\w+)?$/.test(content ?? ''));

const keyOf = (update: IncomingUpdate): string => `${update.chatId}${isApart(update) ? ' apart' : ''}`;

/**
 * How many updates of a linked account are handled: more than any person sends, but each takes memory of Redis for a day.
 * Contacts, link tokens, presses and `/code` have an allowance of their own. Each worker counts for itself, without a round trip.
 */
export class LinkedAllowance {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Whether the account has not used its allowance up. */
  has(update: IncomingUpdate): boolean {
    return this.leftOf(update) >= 1;
  }

  /** The update is done. Until then it may be tried any number of times. */
  spend(update: IncomingUpdate): void {
    const key = keyOf(update);
    const left = this.leftOf(update) - 1;
    // Set anew, so that the first of the map is the one that has not been used for longest.
    this.buckets.delete(key);
    this.buckets.set(key, { left, at: this.now() });
    if (this.buckets.size > MOST_ACCOUNTS) this.buckets.delete(this.buckets.keys().next().value!);
  }

  private leftOf(update: IncomingUpdate): number {
    const bucket = this.buckets.get(keyOf(update));
    if (bucket === undefined) return UPDATES;
    return Math.min(UPDATES, bucket.left + ((this.now() - bucket.at) * UPDATES) / REFILL_MS);
  }
}
