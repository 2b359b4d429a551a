import type { E164 } from '@app/contract';
import { EventPublisher, type RedisStore, untilPublished } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import type { PublishChange } from '../challenge/challenge';
import { challengeChanges } from '../challenge/publish-change';
import { OtpKeys } from '../keys';
import { readPhone, unlockPhone } from '../scripts';
import { type PhoneState, phoneStateOf } from './phone-state';

/** What an unlock has removed. */
export interface Unlocked {
  readonly wrongCodes: number;
  readonly requests: number;
  readonly wasQuiet: boolean;
  /** Live challenges that were closed together with the requests. */
  readonly closedChallenges: number;
}

/** The codes of one phone, for an operator. It needs no secret and reveals none. Each verb is one round trip. */
export class OtpAdmin {
  private readonly keys: OtpKeys;
  private readonly readPhone;
  private readonly unlockPhone;

  constructor(
    private readonly store: RedisStore,
    private readonly config: OtpConfig,
    private readonly publishChange: PublishChange = challengeChanges(new EventPublisher(store)),
  ) {
    this.keys = new OtpKeys(store);
    this.readPhone = readPhone(store);
    this.unlockPhone = unlockPhone(store);
  }

  /** @param chatId the phone's chat, where it has one: its overdue jobs are listed, too */
  async state(phone: E164, chatId?: number): Promise<PhoneState> {
    const { keys, config } = this;
    const partition = keys.partitionOf(phone);
    const reply = await this.readPhone(
      [
        ...[keys.windows(partition, phone), keys.live(partition, phone), keys.quiet(partition, phone)],
        ...[keys.botCode(partition, phone), keys.outbox(partition)],
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
   * Forgets the wrong codes. With the limits, the requests and the quiet period are forgotten as well, and live challenges are
   * closed; their pages learn of it.
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
    closed.forEach((challengeId) => this.publishChange(challengeId));
    if (closed.length > 0) await untilPublished(this.store);
    return { wrongCodes, requests, wasQuiet, closedChallenges: closed.length };
  }
}
