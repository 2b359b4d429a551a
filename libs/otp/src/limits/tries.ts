import { crc32 } from 'node:zlib';
import type { OtpConfig } from '@app/runtime';
import { type LimitState, limitState, networkLimits, type Networks, SECONDS } from './limit-state';

/**
 * Codes that one address may type in an hour for phones of one partition, beyond right ones: the ten that lock the phone, and
 * three attempts at each of three codes of the bot (docs/decisions/0014-limits-on-guesses-at-bot-codes.md).
 */
const TRIES_PER_HOUR = 20;
const SLOT_SECONDS = 900;
/** Networks inside the widest one share this many counters at each level, so that their memory is bounded. */
const COUNTERS = 48;

/** The limit of tries as scripts read it (scripts/includes/tries.lua): span, slot, then field and limit of each network. */
export function tryLimits(config: OtpConfig, networks: Networks): string {
  if (!areAddressLimitsOn(config)) return '';
  const widest = networks.at(-1);
  const pairs = networkLimits(networks, TRIES_PER_HOUR).map((limit, level) => {
    const network = networks[level]!;
    return `${network === widest ? 'all' : `${level}:${crc32(network) % COUNTERS}`} ${limit}`;
  });
  return [SECONDS.hour * 1000, SLOT_SECONDS * 1000, ...pairs].join(' ');
}

export const triesState = (counter: { limit: number; count: number; resetMs: number }): LimitState =>
  limitState({ name: 'address-and-phone-hour', windowSeconds: SECONDS.hour }, counter);

/** 0 in either variable turns all address limits off. */
export const areAddressLimitsOn = ({ addressPerMinute, addressPerHour }: OtpConfig): boolean =>
  addressPerMinute > 0 && addressPerHour > 0;
