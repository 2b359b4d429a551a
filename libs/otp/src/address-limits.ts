import { crc32 } from 'node:zlib';
import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from './keys';
import { SECONDS } from './limits';
import { transition, upToSeconds } from './transitions';
import { type LimitState, NETWORK_FACTORS, type Networks, TooManyRequests } from './types';

/** Typed codes and refreshes of one address; a family or an office shares one. */
const ATTEMPTS_PER_MINUTE = 300;
/**
 * Codes that one address may type for one phone whose owner may have asked the bot. A page that does not know where a code
 * came from tries the phone as well, so ten slips that lock the phone, and some more, leave room for the code of the bot.
 */
const ASKED_TRIES_PER_HOUR = 20;
/** So many counts an address has for its tries; phones are spread over them, so that no number of phones takes more memory. */
const TRY_COUNTS = 64;

interface AddressWindow {
  readonly name: string;
  readonly field: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /** How long an entry may count longer than it has to. */
  readonly slotSeconds: number;
}

const minuteWindow = (field: string, limit: number): AddressWindow => ({
  ...{ name: 'address-minute', field, limit },
  ...{ windowSeconds: SECONDS.minute, slotSeconds: 5 },
});

const hourWindow = (field: string, limit: number): AddressWindow => ({
  ...{ name: 'address-hour', field, limit },
  ...{ windowSeconds: SECONDS.hour, slotSeconds: 300 },
});

const tryWindow = (phone: E164): AddressWindow => ({
  ...{ name: 'address-and-phone-hour', field: `t${crc32(phone) % TRY_COUNTS}`, limit: ASKED_TRIES_PER_HOUR },
  ...{ windowSeconds: SECONDS.hour, slotSeconds: 900 },
});

/** What an address may do, and the networks around it. The memory of an address is bounded, whatever it does. */
export class AddressLimits {
  private readonly keys: OtpKeys;
  private readonly scripts;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
  ) {
    this.keys = new OtpKeys(store);
    this.scripts = {
      admit: transition(store, 'admit-address'),
      forgive: transition(store, 'forgive-address'),
    };
  }

  /** Counts a request for a code. Without limits there is no round trip. @throws DomainError `too_many_requests` */
  admitRequest(networks: Networks): Promise<LimitState[]> {
    const { addressPerMinute, addressPerHour } = this.config;
    return this.admit(networks, [minuteWindow('rm', addressPerMinute), hourWindow('rh', addressPerHour)]);
  }

  /** Counts a typed code or a refresh, apart from requests. @throws DomainError `too_many_requests` */
  admitAttempt(networks: Networks): Promise<LimitState[]> {
    return this.admit(networks, [minuteWindow('am', ATTEMPTS_PER_MINUTE)]);
  }

  /** Counts a code that is typed for a phone whose owner may have asked the bot. @throws DomainError `too_many_requests` */
  async admitTry(networks: Networks, phone: E164): Promise<void> {
    await this.admit(networks, [tryWindow(phone)]);
  }

  /** Takes the newest try back: whoever was right has not guessed. */
  async forgiveTry(networks: Networks, phone: E164): Promise<void> {
    if (!this.areOn) return;
    const { field, windowSeconds } = tryWindow(phone);
    await this.scripts.forgive(this.keys.networks(networks), [field, windowSeconds * 1000]);
  }

  private get areOn(): boolean {
    return this.config.addressPerMinute > 0 && this.config.addressPerHour > 0;
  }

  private async admit(networks: Networks, windows: readonly AddressWindow[]): Promise<LimitState[]> {
    if (!this.areOn) return [];
    const reply = await this.scripts.admit(
      this.keys.networks(networks),
      windows.flatMap(({ field, windowSeconds, slotSeconds, limit }) => [
        ...[field, windowSeconds * 1000, slotSeconds * 1000],
        ...networks.map((_, index) => limit * (NETWORK_FACTORS[index] ?? 1)),
      ]),
    );
    const [outcome, retryMs, ...states] = (reply as string).split(' ');
    const limits = windows.map(({ name, windowSeconds }, index): LimitState => {
      const [limit, count, resetMs] = states.slice(index * 3);
      const remaining = Math.max(0, Number(limit) - Number(count));
      return { name, limit: Number(limit), windowSeconds, remaining, resetSeconds: upToSeconds(resetMs) };
    });
    if (outcome === 'limited') throw new TooManyRequests(upToSeconds(retryMs), limits);
    return limits;
  }
}
