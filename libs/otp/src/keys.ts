import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { Networks } from './limits/limit-state';

/** Phones are spread over this many hash tags; each has its own outbox. */
const PARTITIONS = 64;

const CHALLENGE_ID = /^([0-3][0-9a-f])[0-9a-f]{32}$/;
const LINK_TOKEN = /^([0-3][0-9a-f])[A-Za-z0-9_-]{22}$/;

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

  /** A new id, which begins with its partition. */
  newChallengeId(partition: string): string {
    return partition + randomBytes(16).toString('hex');
  }

  newLinkToken(partition: string): string {
    return partition + randomBytes(16).toString('base64url');
  }

  /** @returns undefined for what cannot be an id of ours */
  partitionOfChallenge(challengeId: string): string | undefined {
    return CHALLENGE_ID.exec(challengeId)?.[1];
  }

  /** @returns undefined for what cannot be a token of ours */
  partitionOfLink(token: string): string | undefined {
    return LINK_TOKEN.exec(token)?.[1];
  }

  partitions(): readonly string[] {
    return Array.from({ length: PARTITIONS }, (_, partition) => hex(partition));
  }

  /** Scripts complete it to keys of the same partition. */
  prefix(partition: string): string {
    return this.store.key(`{p${partition}}:`);
  }

  outbox = (partition: string): string => `${this.prefix(partition)}outbox`;
  challenge = (partition: string, id: string): string => `${this.prefix(partition)}challenge:${id}`;
  job = (partition: string, member: string): string => `${this.prefix(partition)}job:${member}`;
  link = (partition: string, digest: string): string => `${this.prefix(partition)}link:${digest}`;
  /** Requests and wrong codes of a day. The name is short, since strangers can create this key for any phone. */
  windows = (partition: string, phone: E164): string => `${this.prefix(partition)}w:${phone}`;
  /** The same for codes that erase; strangers cannot create it. */
  eraseWindows = (partition: string, phone: E164): string => `${this.prefix(partition)}e:${phone}`;
  /** The live challenges of the phone that came by the API, those that erase included. */
  live = (partition: string, phone: E164): string => `${this.prefix(partition)}live:${phone}`;
  /** Exists while the owner wants no pushed codes. */
  quiet = (partition: string, phone: E164): string => `${this.prefix(partition)}quiet:${phone}`;
  /** The id of the live challenge that the phone's owner asked the bot for. */
  botCode = (partition: string, phone: E164): string => `${this.prefix(partition)}bot-code:${phone}`;
  /** When the Telegram account asked the bot for codes, over a minute. */
  botRequests = (partition: string, telegramId: number): string =>
    `${this.prefix(partition)}bot-requests:${telegramId}`;
  /** Tries to guess codes of the bot in this partition, by an address and the networks around it. */
  tries = (partition: string, networks: Networks): string =>
    `${this.prefix(partition)}tries:${networks.at(-1) ?? ''}`;

  /** Counters of an address and of the networks around it, the narrowest first; the widest is the hash tag. */
  networks(networks: Networks): string[] {
    const widest = networks.at(-1);
    return networks.map((network) =>
      this.store.key('net', `{${widest}}`, ...(network === widest ? [] : [network])),
    );
  }

  /** The challenge that an account opens once it has shared its contact. */
  awaited = (telegramId: number): string => this.store.key('awaited', `{${telegramId}}`);
}
