import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { approveChallenge, findCodeMessages } from '../approval-scripts';
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
    this.scripts = { approve: approveChallenge(store), findCodeMessages: findCodeMessages(store) };
  }

  /** Approves the challenge if the number is the one that its page shows. A wrong number closes the challenge. */
  async approve(challengeId: string, { telegramId, phone, number, by, tryId }: Approval): Promise<Approved> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined || partition !== this.keys.partitionOf(phone)) return { outcome: 'gone' };
    const reply = await this.scripts.approve(
      [this.keys.challenge(partition, challengeId)],
      [
        ...[this.keys.prefix(partition), challengeId, telegramId, phone, number, by, tryId],
        this.config.failuresPerDay,
      ],
    );
    if (reply.outcome === 'approved') this.events.changed(challengeId);
    if (reply.outcome === 'wrong') this.events.ended(challengeId);
    return reply;
  }

  /**
   * Finds the challenges of the phone that can be approved by an answer to the message with their code.
   * @param messageId the message that the person answers; without it, any message of the chat
   */
  async findByMessage(
    phone: E164,
    { chatId, messageId }: { chatId: number; messageId: number | undefined },
  ): Promise<readonly string[]> {
    const partition = this.keys.partitionOf(phone);
    return this.scripts.findCodeMessages(
      [this.keys.live(partition, phone)],
      [this.keys.prefix(partition), chatId, messageId ?? ''],
    );
  }
}
