import { crc32 } from 'node:zlib';
import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { Networks } from './limits/limit-state';
import { randomText } from './random';

/** The number of hash tags that phones are spread over. Each has its own outbox. */
const PARTITIONS = 64;

const CHALLENGE_ID = /^([0-3][0-9a-f])[0-9a-f]{32}$/;
const LINK_TOKEN = /^([0-3][0-9a-f])[A-Za-z0-9_-]{22}$/;

/** The ids in the text of a `live` key, which `includes/phone-challenges.lua` writes. */
export const idsIn = (live: string): readonly string[] => live.match(/.{34}/g) ?? [];

const hex = (partition: number): string => partition.toString(16).padStart(2, '0');

/**
 * Every key of this lib. All keys of a script share the hash tag of the phone's partition, so the scripts run on Redis Cluster.
 * The partition depends on no secret: a rotation of APP_SECRET resets no limit.
 */
export class OtpKeys {
  constructor(private readonly store: RedisStore) {}

  partitionOf(phone: E164): string {
    return hex(crc32(phone) % PARTITIONS);
  }

  /** The id begins with the partition. */
  newChallengeId(partition: string): string {
    return partition + randomText(16, 'hex');
  }

  newLinkToken(partition: string): string {
    return partition + randomText(16, 'base64url');
  }

  /** @returns undefined if the text does not have the form of our ids */
  partitionOfChallenge(challengeId: string): string | undefined {
    return CHALLENGE_ID.exec(challengeId)?.[1];
  }

  /** @returns undefined if the text does not have the form of our tokens */
  partitionOfLink(token: string): string | undefined {
    return LINK_TOKEN.exec(token)?.[1];
  }

  partitions(): readonly string[] {
    return Array.from({ length: PARTITIONS }, (_, partition) => hex(partition));
  }

  /** The beginning of every key of a partition. Scripts add the rest. */
  prefix(partition: string): string {
    return this.store.key(`{p${partition}}:`);
  }

  outbox = (partition: string): string => `${this.prefix(partition)}outbox`;
  challenge = (partition: string, id: string): string => `${this.prefix(partition)}challenge:${id}`;
  job = (partition: string, member: string): string => `${this.prefix(partition)}job:${member}`;
  link = (partition: string, digest: string): string => `${this.prefix(partition)}link:${digest}`;
  /** A phone's requests and wrong codes of a day. The name is short because strangers can create this key for any phone. */
  windows = (partition: string, phone: E164): string => `${this.prefix(partition)}w:${phone}`;
  /** The times of requests and wrong codes for codes that erase a shop. Strangers cannot create this key. */
  eraseWindows = (partition: string, phone: E164): string => `${this.prefix(partition)}e:${phone}`;
  /** Ids of the phone's live challenges from the API, including those that erase a shop. */
  live = (partition: string, phone: E164): string => `${this.prefix(partition)}live:${phone}`;
  /** Exists for a day after a notification was enqueued, so that it is enqueued once. */
  notified = (partition: string, member: string): string => `${this.prefix(partition)}notified:${member}`;
  /** Exists while pushed codes are stopped. */
  quiet = (partition: string, phone: E164): string => `${this.prefix(partition)}quiet:${phone}`;
  /** The id of the live challenge that the phone's owner requested from the bot. */
  botCode = (partition: string, phone: E164): string => `${this.prefix(partition)}bot-code:${phone}`;
  /** Times of the Telegram account's requests to the bot in the last minute. */
  botRequests = (partition: string, telegramId: number): string =>
    `${this.prefix(partition)}bot-requests:${telegramId}`;
  /** Tries of an address and its networks to guess codes of the bot in this partition. */
  tries = (partition: string, networks: Networks): string =>
    `${this.prefix(partition)}tries:${networks.at(-1) ?? ''}`;

  /** Counters of an address and its networks, the narrowest first. The widest network is the hash tag. */
  networks(networks: Networks): string[] {
    const widest = networks.at(-1);
    return networks.map((network) =>
      this.store.key('net', `{${widest}}`, ...(network === widest ? [] : [network])),
    );
  }

  /** The id of the challenge that an account opens after it shares its contact. */
  awaited = (telegramId: number): string => this.store.key('awaited', `{${telegramId}}`);
}
