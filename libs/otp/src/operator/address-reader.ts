import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { attemptWindows, requestWindows, WindowSet } from '../limits/address-limits';
import type { Networks } from '../limits/limit-state';
import { areAddressLimitsOn, tryLimits } from '../limits/tries';
import { readAddress, readTries } from '../limits/address-scripts';

/** A window that counts for one of the networks of an address. */
export interface AddressWindowState {
  /** `requests`: requests for codes. `typed_codes`: typed codes and refreshes. `tries`: guesses at codes of the bot for one phone. */
  readonly counts: 'requests' | 'typed_codes' | 'tries';
  readonly window: 'minute' | 'hour';
  /** The IPv4 address, or a network of the IPv6 address. */
  readonly network: string;
  readonly count: number;
  readonly limit: number;
  /** The window admits nothing before this time. */
  readonly fullUntil: Date | undefined;
}

export interface AddressState {
  /** False if the configuration turns the limits of addresses off. */
  readonly isLimited: boolean;
  readonly windows: readonly AddressWindowState[];
}

interface Row {
  readonly index: number;
  readonly limit: number;
  readonly count: number;
  readonly fullMs: number;
}

/** Reads the limits of an address for an operator, without counting anything. */
export class AddressReader {
  private readonly keys: OtpKeys;
  private readonly readAddress;
  private readonly readTries;
  private readonly windows: WindowSet;

  constructor(
    private readonly store: RedisStore,
    private readonly config: OtpConfig,
  ) {
    this.keys = new OtpKeys(store);
    this.readAddress = readAddress(store);
    this.readTries = readTries(store);
    this.windows = new WindowSet([...requestWindows(config), ...attemptWindows()]);
  }

  /** @param phone whose codes of the bot may have been guessed at from this address */
  async read(networks: Networks, phone: E164): Promise<AddressState> {
    if (!areAddressLimitsOn(this.config)) return { isLimited: false, windows: [] };
    const { keys } = this;
    const partition = keys.partitionOf(phone);
    const [now, address, tries] = await Promise.all([
      this.store.now(),
      this.readAddress(keys.networks(networks), this.windows.argumentsFor(networks)),
      this.readTries([keys.tries(partition, networks)], [tryLimits(this.config, networks)]),
    ]);
    const stateOf =
      (counts: AddressWindowState['counts'], window: AddressWindowState['window']) =>
      ({ index, limit, count, fullMs }: Row): AddressWindowState => ({
        ...{ counts, window, network: networks[index - 1]!, count, limit },
        fullUntil: fullMs > 0 ? new Date(now + fullMs) : undefined,
      });
    return {
      isLimited: true,
      windows: [
        ...this.windows.windows.flatMap(({ name, field }, at) =>
          address.windows
            .slice(at * networks.length, (at + 1) * networks.length)
            .map(
              stateOf(field === 'am' ? 'typed_codes' : 'requests', name.endsWith('hour') ? 'hour' : 'minute'),
            ),
        ),
        ...tries.windows.map(stateOf('tries', 'hour')),
      ],
    };
  }
}
