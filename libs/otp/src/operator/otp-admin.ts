import type { E164 } from '@app/contract';
import { EventPublisher, type RedisStore, untilPublished } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { ChallengeEvents } from '../challenge/challenge-events';
import { OtpKeys } from '../keys';
import { readPhone, unlockPhone } from './operator-scripts';
import { type PhoneState, phoneStateOf } from './phone-state';

/** What an unlock removed. */
export interface Unlocked {
  readonly wrongCodes: number;
  readonly requests: number;
  readonly wasQuiet: boolean;
  /** Live challenges that were closed together with the requests. */
  readonly closedChallenges: number;
}

/** Shows and unlocks a phone for an operator. It needs no secret and reveals none. Each method is one round trip to Redis. */
export class OtpAdmin {
  private readonly keys: OtpKeys;
  private readonly readPhone;
  private readonly unlockPhone;

  constructor(
    private readonly store: RedisStore,
    private readonly config: OtpConfig,
    private readonly events = new ChallengeEvents(new EventPublisher(store)),
  ) {
    this.keys = new OtpKeys(store);
    this.readPhone = readPhone(store);
    this.unlockPhone = unlockPhone(store);
  }

  /** @param chatId the chat of the phone, if it has one; the overdue jobs of this chat are listed too */
  async state(phone: E164, chatId?: number): Promise<PhoneState> {
    const { keys, config } = this;
    const partition = keys.partitionOf(phone);
    const reply = await this.readPhone(
      [
        ...[keys.windows(partition, phone), keys.live(partition, phone), keys.quiet(partition, phone)],
        ...[keys.botCode(partition, phone), keys.outbox(partition), keys.eraseWindows(partition, phone)],
      ],
      [
        ...[keys.prefix(partition), config.failuresPerDay],
        ...[config.phonePerMinute, config.phonePerHour, config.phonePerDay],
        chatId ?? '',
      ],
    );
    return phoneStateOf(reply, config);
  }

  /**
   * Deletes the wrong codes of a phone. `withLimits` also deletes its requests and its quiet period, and closes its live
   * challenges. The pages of these challenges learn that they are closed.
   */
  async unlock(phone: E164, { withLimits }: { readonly withLimits: boolean }): Promise<Unlocked> {
    const { keys } = this;
    const partition = keys.partitionOf(phone);
    const { wrongCodes, requests, wasQuiet, closed } = await this.unlockPhone(
      [
        ...[keys.windows(partition, phone), keys.eraseWindows(partition, phone)],
        ...[keys.live(partition, phone), keys.quiet(partition, phone)],
      ],
      [keys.prefix(partition), withLimits ? '1' : ''],
    );
    closed.forEach((challengeId) => this.events.ended(challengeId));
    if (closed.length > 0) await untilPublished(this.store);
    return { wrongCodes, requests, wasQuiet, closedChallenges: closed.length };
  }
}
