import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Injectable, Optional } from '@nestjs/common';
import { z } from 'zod';
import { RedisStore, type Script } from '@app/redis';

/** How long a claim lasts without renewal. After the death of its worker another worker waits for this time. */
export const CLAIM_MS = 6_000;
const DONE_SECONDS = 24 * 3_600;
const MAX_FAILURES = 5;
/** Failures of Telegram within this time are not counted against the update. */
const TELEGRAM_OUTAGE_MS = 600_000;

const claimReply = z.enum(['claimed', 'busy', 'done']);
const failReply = z
  .tuple([z.enum(['released', 'given_up', 'lost']), z.coerce.number()])
  .transform(([outcome, failures]) => ({ outcome, failures }));

/** One worker's right to handle an update. Each method does nothing once another worker holds the claim. */
export interface UpdateClaim {
  renew(): Promise<boolean>;
  /** @returns false if the claim was lost */
  finish(): Promise<boolean>;
  release(): Promise<void>;
  /**
   * Releases the claim after a failure of Telegram.
   * @returns false if Telegram has failed for too long, and the claim is kept
   */
  postpone(): Promise<boolean>;
  fail(): Promise<z.infer<typeof failReply>>;
}

/**
 * Records which updates are being handled and which are done. It keeps no high-water mark, because updates arrive in any order.
 */
@Injectable()
export class UpdateClaims {
  private readonly scripts: Readonly<
    Record<'claim' | 'renew' | 'finish' | 'release' | 'postpone' | 'fail', Script>
  >;

  constructor(
    private readonly store: RedisStore,
    @Optional() private readonly toleratedOutageMs: number = TELEGRAM_OUTAGE_MS,
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

  /** @returns the claim; `busy` if another worker has it, `done` if nothing is left to do */
  async claim(botId: number, updateId: number): Promise<UpdateClaim | 'busy' | 'done'> {
    const { scripts } = this;
    const claim = this.store.key('update', String(botId), String(updateId));
    // The key of the claim is the hash tag, so that all three keys are in one slot of a cluster.
    const failures = `{${claim}}:failures`;
    const telegramFailed = `{${claim}}:telegram`;
    const token = randomBytes(9).toString('base64url');
    const reply = claimReply.parse(await scripts.claim([claim], [token, CLAIM_MS]));
    if (reply !== 'claimed') return reply;
    return {
      renew: async () => (await scripts.renew([claim], [token, CLAIM_MS])) === 1,
      finish: async () =>
        (await scripts.finish([claim, failures, telegramFailed], [token, DONE_SECONDS])) === 1,
      release: async () => void (await scripts.release([claim], [token])),
      postpone: async () => {
        const reply = await scripts.postpone(
          [claim, telegramFailed],
          [token, this.toleratedOutageMs, DONE_SECONDS],
        );
        return reply !== 'expired';
      },
      fail: async () =>
        failReply.parse(
          await scripts.fail([claim, failures, telegramFailed], [token, MAX_FAILURES, DONE_SECONDS]),
        ),
    };
  }
}
