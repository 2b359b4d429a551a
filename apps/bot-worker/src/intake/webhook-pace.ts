export interface WebhookPace {
  /** Telegram is asked this often what webhook it has. */
  readonly lookMs: number;
  /** Not sooner than this after a look that found it as wanted, whatever is suspected. */
  readonly leastMs: number;
  /** From a suspicion until Telegram can say so, too. */
  readonly settleMs: number;
  /** While it is broken, all workers together look no more often than this. */
  readonly brokenMs: number;
  /** A worker renews its notes in Redis, and checks those of the others while it waits, this often. */
  readonly checkMs: number;
  /** Until another worker has set it, at boot. */
  readonly unsetMs: number;
  /** Somebody else's changes are undone no more often than this, by all workers together. */
  readonly repairMs: number;
  /** Workers that have not shown themselves for so long have their webhook no more; workers with older settings take over. */
  readonly abandonedMs: number;
}

export const WEBHOOK_PACE: WebhookPace = {
  ...{ lookMs: 60_000, leastMs: 5_000, settleMs: 2_000 },
  ...{ brokenMs: 10_000, checkMs: 10_000, unsetMs: 1_000, repairMs: 60_000, abandonedMs: 180_000 },
};
