import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RedisStore, Script } from '@app/redis';

/** A claim outlives its worker by this; while the worker lives it is made to last. */
export const CLAIM_MS = 6_000;
const DONE_SECONDS = 24 * 3_600;
const MOST_FAILURES = 5;
/** So long failures of Telegram are no evidence against the update that meets them. */
const TELEGRAM_FAILS_MS = 600_000;

/** One worker's right to handle an update. Each verb does nothing once the claim is another worker's. */
export interface UpdateClaim {
  renew(): Promise<boolean>;
  /** @returns false where the claim was lost */
  finish(): Promise<boolean>;
  release(): Promise<void>;
  /** Telegram failed. @returns false where it has failed for this update for too long, and the claim is kept */
  postpone(): Promise<boolean>;
  fail(): Promise<{ readonly outcome: 'released' | 'given_up' | 'lost'; readonly failures: number }>;
}

/** Which updates are being handled, and which are done: not a high-water mark, since updates may come in any order. */
export class UpdateClaims {
  private readonly scripts: Readonly<
    Record<'claim' | 'renew' | 'finish' | 'release' | 'postpone' | 'fail', Script>
  >;

  constructor(
    private readonly store: RedisStore,
    private readonly telegramFailsMs = TELEGRAM_FAILS_MS,
  ) {
    const script = (name: string): Script => store.script(join(__dirname, 'scripts', `${name}-update.lua`));
    this.scripts = {
      claim: script('claim'),
      renew: script('renew'),
      finish: script('finish'),
      release: script('release'),
      postpone: script('postpone'),
      fail: script('fail'),
    };
  }

  /** @returns the claim; `busy` where another has it, `done` where nothing is left to do */
  async claim(botId: number, updateId: number): Promise<UpdateClaim | 'busy' | 'done'> {
    const { scripts } = this;
    const claim = this.store.key('update', String(botId), String(updateId));
    // The whole key of the claim is the hash tag, so that all are in one slot of a cluster.
    const failures = `{${claim}}:failures`;
    const telegramFailed = `{${claim}}:telegram`;
    const token = randomBytes(9).toString('base64url');
    const reply = (await scripts.claim([claim], [token, CLAIM_MS])) as 'claimed' | 'busy' | 'done';
    if (reply !== 'claimed') return reply;
    return {
      renew: async () => (await scripts.renew([claim], [token, CLAIM_MS])) === 1,
      finish: async () =>
        (await scripts.finish([claim, failures, telegramFailed], [token, DONE_SECONDS])) === 1,
      release: async () => void (await scripts.release([claim], [token])),
      postpone: async () => {
        const reply = await scripts.postpone(
          [claim, telegramFailed],
          [token, this.telegramFailsMs, DONE_SECONDS],
        );
        return reply !== 'expired';
      },
      fail: async () => {
        const [outcome, count] = (await scripts.fail(
          [claim, failures, telegramFailed],
          [token, MOST_FAILURES, DONE_SECONDS],
        )) as ['released' | 'given_up' | 'lost', number];
        return { outcome, failures: count };
      },
    };
  }
}
