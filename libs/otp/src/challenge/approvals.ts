import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { approveByAnswer, approveChallenge } from './approval-scripts';
import type { ChallengeEvents } from './challenge-events';

/** A number that the phone's owner gave in Telegram. */
export interface Approval {
  readonly telegramId: number;
  /** The phone that the account holds. */
  readonly phone: E164;
  readonly number: string;
  /** `button`: one of three offered numbers was pressed. `answer`: the number was typed. */
  readonly by: 'button' | 'answer';
  /** Identifies this try: a repetition of the same try has the same outcome. */
  readonly tryId: string;
}

/** `locks`: this wrong number locked the phone. */
export type Approved =
  | { readonly outcome: 'approved' | 'already' | 'gone' }
  | { readonly outcome: 'wrong'; readonly locks: boolean };

/** `several`: the codes of several pages are in the chat. */
export type ApprovedByAnswer =
  { readonly outcome: 'several' | 'gone' } | (Approved & { readonly challengeId: string });

/**
 * Approves sign-ins in Telegram, without a typed code. Each method is one round trip to Redis.
 * See docs/decisions/0034-approval-by-a-number.md.
 */
export class Approvals {
  private readonly keys: OtpKeys;
  private readonly scripts;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
    private readonly events: ChallengeEvents,
  ) {
    this.keys = new OtpKeys(store);
    this.scripts = { approve: approveChallenge(store), approveByAnswer: approveByAnswer(store) };
  }

  /** Approves the challenge if the number is the one that its page shows. A wrong number closes the challenge. */
  async approve(challengeId: string, approval: Approval): Promise<Approved> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined || partition !== this.keys.partitionOf(approval.phone))
      return { outcome: 'gone' };
    const reply = await this.scripts.approve(
      [this.keys.challenge(partition, challengeId)],
      [this.keys.prefix(partition), challengeId, ...this.argumentsOf(approval)],
    );
    this.publish(challengeId, reply.outcome);
    return reply;
  }

  /**
   * Approves the challenge whose code is in the answered message, or the only one of the phone whose code is in the chat.
   * @param answered.messageId the message that the person answers; without it, any message of the chat
   */
  async approveByAnswer(
    approval: Approval,
    { chatId, messageId }: { chatId: number; messageId: number | undefined },
  ): Promise<ApprovedByAnswer> {
    const partition = this.keys.partitionOf(approval.phone);
    const reply = await this.scripts.approveByAnswer(
      [this.keys.live(partition, approval.phone)],
      [this.keys.prefix(partition), chatId, messageId ?? '', ...this.argumentsOf(approval)],
    );
    if (!('challenge' in reply)) return reply;
    const { challenge: challengeId, ...approved } = reply;
    this.publish(challengeId, reply.outcome);
    return { ...approved, challengeId };
  }

  private argumentsOf({ telegramId, phone, number, by, tryId }: Approval): (string | number)[] {
    return [telegramId, phone, number, by, tryId, this.config.failuresPerDay];
  }

  private publish(challengeId: string, outcome: Approved['outcome']): void {
    if (outcome === 'approved') this.events.changed(challengeId);
    if (outcome === 'wrong') this.events.ended(challengeId);
  }
}
