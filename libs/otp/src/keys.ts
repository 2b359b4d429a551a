import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';

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
  /** The challenges that were asked for, by time: the limits and the index of what may live. */
  requests = (partition: string, phone: E164): string => `${this.prefix(partition)}requests:${phone}`;
  failures = (partition: string, phone: E164): string => `${this.prefix(partition)}failures:${phone}`;
  /** The same for codes that erase: strangers cannot fill these. */
  eraseRequests = (partition: string, phone: E164): string =>
    `${this.prefix(partition)}erase-requests:${phone}`;
  eraseFailures = (partition: string, phone: E164): string =>
    `${this.prefix(partition)}erase-failures:${phone}`;
  /** Exists while the owner need not be told again that the phone is locked. */
  lockTold = (partition: string, phone: E164): string => `${this.prefix(partition)}lock-told:${phone}`;
  /** Exists while the owner wants no pushed codes. */
  quiet = (partition: string, phone: E164): string => `${this.prefix(partition)}quiet:${phone}`;
  /** The live challenge that the phone's owner asked the bot for. */
  asked = (partition: string, phone: E164): string => `${this.prefix(partition)}asked:${phone}`;
  /** What an address typed for a phone whose owner may have asked the bot. */
  askedTries = (partition: string, phone: E164, address: string): string =>
    `${this.prefix(partition)}asked-tries:${phone}:${address}`;
  asks = (partition: string, telegramId: number): string => `${this.prefix(partition)}asks:${telegramId}`;

  address = (address: string): string => this.store.key('address', `{${address}}`);
  attempts = (address: string): string => this.store.key('attempts', `{${address}}`);
  awaited = (telegramId: number): string => this.store.key('awaited', `{${telegramId}}`);
}
