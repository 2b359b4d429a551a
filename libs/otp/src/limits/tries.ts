import { crc32 } from 'node:zlib';
import type { OtpConfig } from '@app/runtime';
import { type LimitState, limitState, networkLimits, type Networks, SECONDS } from './limit-state';

/**
 * How many wrong codes one address may type in an hour for the phones of one partition: the ten that lock a phone, and three
 * for each of three codes of the bot (docs/decisions/0014-limits-on-guesses-at-bot-codes.md).
 */
const TRIES_PER_HOUR = 20;
const SLOT_SECONDS = 900;
/** The networks of each level inside a /48 share this many counters, which bounds their memory. */
const COUNTERS = 48;

/** The limits of tries in the text form that `scripts/includes/tries.lua` reads. */
export function tryLimits(config: OtpConfig, networks: Networks): string {
  if (!areAddressLimitsOn(config)) return '';
  const widest = networks.at(-1);
  const pairs = networkLimits(networks.length, TRIES_PER_HOUR).map((limit, level) => {
    const network = networks[level]!;
    return `${network === widest ? 'all' : `${level}:${crc32(network) % COUNTERS}`} ${limit}`;
  });
  return [SECONDS.hour * 1000, SLOT_SECONDS * 1000, ...pairs].join(' ');
}

export const triesState = (counter: { limit: number; count: number; resetMs: number }): LimitState =>
  limitState({ name: 'address-and-phone-hour', windowSeconds: SECONDS.hour }, counter);

/** A limit of 0 requests per minute or per hour turns all address limits off. */
export const areAddressLimitsOn = ({ addressPerMinute, addressPerHour }: OtpConfig): boolean =>
  addressPerMinute > 0 && addressPerHour > 0;
