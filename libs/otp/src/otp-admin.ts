import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from './keys';
import { type PhoneState, phoneStateOf } from './phone-state';
import { asTexts, transition } from './transitions';

/** What was there and is not any more. */
export interface Unlocked {
  readonly wrongCodes: number;
  readonly requests: number;
  readonly wasQuiet: boolean;
  /** Live challenges that had to be closed with the requests. */
  readonly closedChallenges: number;
}

/** The codes of one phone as an operator sees them. It needs no secret, and tells none. One round trip each. */
export class OtpAdmin {
  private readonly keys: OtpKeys;
  private readonly scripts;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
  ) {
    this.keys = new OtpKeys(store);
    this.scripts = { state: transition(store, 'phone-state'), unlock: transition(store, 'unlock') };
  }

  /** @param chatId the phone's chat, where it has one: what waits for it is told, too */
  async state(phone: E164, chatId?: number): Promise<PhoneState> {
    const { keys, config } = this;
    const partition = keys.partitionOf(phone);
    const reply = await this.scripts.state(
      [
        keys.windows(partition, phone),
        keys.live(partition, phone),
        keys.quiet(partition, phone),
        keys.asked(partition, phone),
        keys.outbox(partition),
      ],
      [
        ...[keys.prefix(partition), config.failuresPerDay],
        ...[config.phonePerMinute, config.phonePerHour, config.phonePerDay],
        chatId ?? '',
      ],
    );
    return phoneStateOf(asTexts(reply), config);
  }

  /** Forgets the wrong codes; with the limits also the requests, whose live challenges end, and the quiet period. */
  async unlock(phone: E164, { withLimits }: { readonly withLimits: boolean }): Promise<Unlocked> {
    const { keys } = this;
    const partition = keys.partitionOf(phone);
    const reply = await this.scripts.unlock(
      [
        keys.windows(partition, phone),
        keys.eraseWindows(partition, phone),
        keys.live(partition, phone),
        keys.quiet(partition, phone),
      ],
      [keys.prefix(partition), withLimits ? '1' : ''],
    );
    const [wrongCodes, requests, wasQuiet, closed] = asTexts(reply);
    return {
      wrongCodes: Number(wrongCodes),
      requests: Number(requests),
      wasQuiet: wasQuiet === '1',
      closedChallenges: Number(closed),
    };
  }
}
