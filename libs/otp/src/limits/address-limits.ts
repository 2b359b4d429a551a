import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { secondsOf } from '../reply';
import { admitAddress } from './address-scripts';
import {
  type LimitState,
  limitState,
  NETWORK_FACTORS,
  networkLimits,
  type Networks,
  SECONDS,
  TooManyRequests,
} from './limit-state';
import { areAddressLimitsOn } from './tries';

/** The limit of typed codes and refreshes of one address. A family or an office may share it. */
const ATTEMPTS_PER_MINUTE = 300;

export interface AddressWindow {
  readonly name: string;
  readonly field: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /** How much longer than the window an entry may count. */
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

/** The windows of requests for codes. */
export const requestWindows = (config: OtpConfig): readonly AddressWindow[] => [
  minuteWindow('rm', config.addressPerMinute),
  hourWindow('rh', config.addressPerHour),
];

/** The windows of typed codes and refreshes. */
export const attemptWindows = (): readonly AddressWindow[] => [minuteWindow('am', ATTEMPTS_PER_MINUTE)];

/** Windows with the arguments of their script, which depend on the number of networks alone. */
export class WindowSet {
  private readonly arguments: readonly (readonly (string | number)[])[];

  constructor(readonly windows: readonly AddressWindow[]) {
    this.arguments = NETWORK_FACTORS.map((_, index) =>
      windows.flatMap(({ field, windowSeconds, slotSeconds, limit }) => [
        ...[field, windowSeconds * 1000, slotSeconds * 1000],
        ...networkLimits(index + 1, limit),
      ]),
    );
  }

  argumentsFor(networks: Networks): readonly (string | number)[] {
    return this.arguments[networks.length - 1]!;
  }
}

/** Limits how often an address and its networks may request and type codes. The memory in Redis is bounded. */
export class AddressLimits {
  private readonly keys: OtpKeys;
  private readonly admitAddress;
  private readonly requestWindows: WindowSet;
  private readonly attemptWindows = new WindowSet(attemptWindows());

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
  ) {
    this.keys = new OtpKeys(store);
    this.admitAddress = admitAddress(store);
    this.requestWindows = new WindowSet(requestWindows(config));
  }

  /** Counts a request for a code. There is no round trip when address limits are off. @throws DomainError `too_many_requests` */
  admitRequest(networks: Networks): Promise<LimitState[]> {
    return this.admit(networks, this.requestWindows);
  }

  /** Counts a typed code or a refresh, separately from requests for codes. @throws DomainError `too_many_requests` */
  admitAttempt(networks: Networks): Promise<LimitState[]> {
    return this.admit(networks, this.attemptWindows);
  }

  private async admit(networks: Networks, set: WindowSet): Promise<LimitState[]> {
    if (!areAddressLimitsOn(this.config)) return [];
    const reply = await this.admitAddress(this.keys.networks(networks), set.argumentsFor(networks));
    const limits = set.windows.map((window, index) => limitState(window, reply.windows[index]!));
    if (reply.outcome === 'limited') throw new TooManyRequests(secondsOf(reply.retryMs), limits);
    return limits;
  }
}
