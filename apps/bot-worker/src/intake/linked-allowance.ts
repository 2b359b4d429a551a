import type { IncomingUpdate } from './incoming-update';

/** Updates of one account: so many at once, and as many again in the time of a whole refill. */
const UPDATES = 60;
const REFILL_MS = 300_000;
/** The memory of this worker is bounded by it. The account that has not written for longest is forgotten. */
const MOST_ACCOUNTS = 10_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
  /** The update that was asked about last, and the reply. */
  readonly updateId: number;
  readonly isTaken: boolean;
}

/** They prove something, or have a limit of their own that answers: nothing else of the account may use them up. */
const isApart = ({ kind, content, proof }: IncomingUpdate): boolean =>
  proof !== undefined || kind === 'contact' || (kind === 'command' && /^\/code(@\w+)?$/.test(content ?? ''));

/**
 * How many updates of a linked account are handled: more than any person sends, but each takes memory of Redis for a day.
 * Contacts, link tokens and `/code` have an allowance of their own. Each worker counts for itself, without a round trip.
 */
export class LinkedAllowance {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @returns false where the account has used its allowance up. An update that is tried again gets the same reply. */
  take(update: IncomingUpdate): boolean {
    const key = `${update.chatId}${isApart(update) ? ' apart' : ''}`;
    const at = this.now();
    const bucket = this.buckets.get(key) ?? { left: UPDATES, at, updateId: NaN, isTaken: true };
    if (bucket.updateId === update.id) return bucket.isTaken;
    const filled = Math.min(UPDATES, bucket.left + ((at - bucket.at) * UPDATES) / REFILL_MS);
    const isTaken = filled >= 1;
    // Set anew, so that the first of the map is the one that has not been used for longest.
    this.buckets.delete(key);
    this.buckets.set(key, { left: isTaken ? filled - 1 : filled, at, updateId: update.id, isTaken });
    if (this.buckets.size > MOST_ACCOUNTS) this.buckets.delete(this.buckets.keys().next().value!);
    return isTaken;
  }
}
