import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { Networks } from './types';

/** Phones are spread over this many hash tags; each has an outbox of its own. */
export const PARTITIONS = 64;

const CHALLENGE_ID = /^([0-3][0-9a-f])[0-9a-f]{32}$/;
const LINK_TOKEN = /^([0-3][0-9a-f])[A-Za-z0-9_-]{22}$/;

const hex = (partition: number): string => partition.toString(16).padStart(2, '0');

/**
 * Every key of a challenge, in one place. All keys of a script share the tag of the phone's partition, so the scripts run
 * on Redis Cluster too. The partition depends on no secret: a rotation of APP_SECRET resets no limit.
 */
export class OtpKeys {
  constructor(private readonly store: RedisStore) {}

  partitionOf(phone: E164): string {
    return hex(crc32(phone) % PARTITIONS);
  }

  /** A fresh id; it leads to its partition. */
  newChallengeId(partition: string): string {
    return partition + randomBytes(16).toString('hex');
  }

  newLinkToken(partition: string): string {
    return partition + randomBytes(16).toString('base64url');
  }

  /** undefined: it was never an id of ours. */
  partitionOfChallenge(challengeId: string): string | undefined {
    return CHALLENGE_ID.exec(challengeId)?.[1];
  }

  partitionOfLink(token: string): string | undefined {
    return LINK_TOKEN.exec(token)?.[1];
  }

  partitions(): readonly string[] {
    return Array.from({ length: PARTITIONS }, (_, partition) => hex(partition));
  }

  /** What the scripts complete to a key of the same partition. */
  prefix(partition: string): string {
    return this.store.key(`{p${partition}}:`);
  }

  outbox = (partition: string): string => `${this.prefix(partition)}outbox`;
  challenge = (partition: string, id: string): string => `${this.prefix(partition)}challenge:${id}`;
  job = (partition: string, member: string): string => `${this.prefix(partition)}job:${member}`;
  link = (partition: string, digest: string): string => `${this.prefix(partition)}link:${digest}`;
  /** What the phone's windows hold: requests and wrong codes of a day. Short, since strangers can make one for any phone. */
  windows = (partition: string, phone: E164): string => `${this.prefix(partition)}w:${phone}`;
  /** The same for codes that erase: strangers cannot fill these. */
  eraseWindows = (partition: string, phone: E164): string => `${this.prefix(partition)}e:${phone}`;
  /** The challenges of the phone that may live, those that erase included; gone with the last of them. */
  live = (partition: string, phone: E164): string => `${this.prefix(partition)}live:${phone}`;
  /** Exists while the owner wants no pushed codes. */
  quiet = (partition: string, phone: E164): string => `${this.prefix(partition)}quiet:${phone}`;
  /** The live challenge that the phone's owner asked the bot for. */
  asked = (partition: string, phone: E164): string => `${this.prefix(partition)}asked:${phone}`;
  /** When the account asked the bot, over a minute. `asks:` was a sorted set in the version before. */
  asks = (partition: string, telegramId: number): string =>
    `${this.prefix(partition)}ask-times:${telegramId}`;

  /** Counts of an address and of the networks around it, the narrowest first; the widest is the tag. */
  networks(networks: Networks): string[] {
    const widest = networks.at(-1);
    return networks.map((network) =>
      this.store.key('net', `{${widest}}`, ...(network === widest ? [] : [network])),
    );
  }

  awaited = (telegramId: number): string => this.store.key('awaited', `{${telegramId}}`);
}
