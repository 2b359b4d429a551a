import { randomUUID } from 'node:crypto';
import type { E164, DomainError } from '@app/contract';
import { type ConnectRedis, redisConnector, RedisStore } from '@app/redis';
import { type OtpConfig, Secrets } from '@app/runtime';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { AddressLimits } from '../limits/address-limits';
import { BotChallenges } from '../challenge/bot-challenges';
import { Codes } from '../challenge/codes';
import { OtpKeys } from '../keys';
import { Notifications } from '../outbox/notifications';
import { Otp } from '../challenge/otp';
import { Outbox } from '../outbox/outbox';
import { OtpAdmin } from '../operator/otp-admin';
import type { CodeTask } from '../outbox/tasks';
import type { Issued, Verified } from '../challenge/challenge';
import { earlierMoments, earlierSlots, packed } from './moments';

export const PHONE = '+77011234567' as E164;
export const OTHER_PHONE = '+77017654321' as E164;
export const SECRET = 'a secret that only the specs of one-time codes use';
/** Who types codes. */
export const OTHER_ORIGIN = { ip: '203.0.113.8', browser: 'Safari', system: 'iPhone' };
export const ORIGIN = { ip: '203.0.113.7', browser: 'Firefox', system: 'Android' };

const CONFIG: OtpConfig = {
  ttlSeconds: 300,
  attempts: 3,
  phonePerMinute: 3,
  phonePerHour: 10,
  phonePerDay: 20,
  failuresPerDay: 10,
  addressPerMinute: 10,
  addressPerHour: 60,
};

/** One-time codes over a real Redis, with what a spec does to them again and again. */
export class OtpOnRedis {
  readonly otp: Otp;
  readonly outbox: Outbox;
  readonly bot: BotChallenges;
  readonly notifications: Notifications;
  readonly admin: OtpAdmin;
  /** The challenges whose change was published. */
  readonly changed: string[] = [];

  private readonly codes: Codes;

  private constructor(
    readonly store: RedisStore,
    readonly config: OtpConfig,
    secrets: readonly string[],
  ) {
    this.codes = new Codes(new Secrets(secrets));
    const publishChange = (challengeId: string): void => void this.changed.push(challengeId);
    this.otp = new Otp(store, config, this.codes, publishChange);
    this.outbox = new Outbox(store, this.codes, publishChange);
    this.bot = new BotChallenges(store, config, this.codes, publishChange);
    this.notifications = new Notifications(store);
    this.admin = new OtpAdmin(store, config, publishChange);
  }

  static async open(
    overrides: Partial<OtpConfig> = {},
    connect: ConnectRedis = redisConnector({ url: testRedisUrl(), isCluster: false }),
    namespace = randomNamespace(),
  ): Promise<OtpOnRedis> {
    const store = new RedisStore(connect(), namespace);
    await store.onModuleInit();
    return new OtpOnRedis(store, { ...CONFIG, ...overrides }, [SECRET]);
  }

  /** The same Redis and namespace, seen by a service with other secrets. */
  withSecrets(...secrets: string[]): OtpOnRedis {
    return new OtpOnRedis(this.store, CONFIG, secrets);
  }

  addressLimits(): AddressLimits {
    return new AddressLimits(this.store, this.config);
  }

  close(): void {
    this.store.onApplicationShutdown();
  }

  request(phone: E164 = PHONE, replaces?: string): Promise<Issued> {
    return this.otp.requestCode({ phone, language: 'ru', origin: ORIGIN, replaces });
  }

  /** From an address that nobody else types from, unless it is named. */
  verify(challengeId: string, code: string, address: string = randomUUID()): Promise<Verified> {
    return this.otp.verifyCode(challengeId, code, OTHER_ORIGIN, [address]);
  }

  /** From an address that nobody else types from, unless it is named. */
  verifyBotCode(phone: E164, code: string, address: string = randomUUID()): Promise<Verified> {
    return this.otp.verifyBotCode(phone, code, OTHER_ORIGIN, [address]);
  }

  /** As if so many wrong codes had been typed for the phone just now. */
  async pretendWrongCodes(count: number, phone: E164 = PHONE): Promise<void> {
    const keys = new OtpKeys(this.store);
    const key = keys.windows(keys.partitionOf(phone), phone);
    const text = (await this.store.client.get(key)) ?? ' ';
    await this.store.client.set(key, text + packed(Date.now()).repeat(count), 'PX', 86_400_000);
  }

  /** How many wrong codes the phone is remembered for. */
  async wrongCodes(phone: E164 = PHONE): Promise<number> {
    return (await this.admin.state(phone)).wrongCodes.count;
  }

  async refuse(challengeId: string, phone: E164, refusal: string): Promise<string> {
    return (await this.bot.refuseChallenge(challengeId, phone, refusal)).outcome;
  }

  /** What a worker does on the event of a challenge. */
  async claimCode(challengeId: string): Promise<CodeTask | undefined> {
    const task = await this.outbox.claim(this.outbox.codeEntry(challengeId)!);
    return task?.kind === 'code' ? task : undefined;
  }

  /** The code that a worker would send, though none has claimed it. */
  async unclaimedCode(challengeId: string): Promise<string> {
    const key = (await this.store.client.keys(this.store.key(`*challenge:${challengeId}`)))[0]!;
    const { nonce, phone, key: keyId } = await this.store.client.hgetall(key);
    return this.codes.codeOf({ keyId: keyId!, challengeId, nonce: nonce!, phone: phone! })!;
  }

  /** A challenge whose code is in a chat. */
  async sent(phone: E164 = PHONE): Promise<Issued & { code: string }> {
    const issued = await this.request(phone);
    const task = (await this.claimCode(issued.challengeId))!;
    await this.outbox.delivered(task, { chatId: 7, messageId: 70 });
    return { ...issued, code: task.code };
  }

  /** A code that the owner asked the bot for, claimed by a worker. */
  async botCode(phone: E164 = PHONE): Promise<CodeTask> {
    const answer = await this.bot.requestCode({ phone, telegramId: 1, language: 'ru' });
    const task = answer.kind === 'issued' ? await this.outbox.claim(answer.entry) : undefined;
    if (task?.kind !== 'code') throw new Error('The bot gave no code');
    return task;
  }

  /** Moves everything that is stored into the past, as if `ms` milliseconds had gone by. */
  async passTime(ms: number): Promise<void> {
    const { client } = this.store;
    for (const key of await client.keys(this.store.key('*'))) {
      const left = await client.pttl(key);
      const type = await client.type(key);
      if (type === 'zset') await this.shiftScores(key, ms);
      if (type === 'hash') await this.shiftFields(key, ms);
      if (type === 'string') await this.shiftMoments(key, ms);
      if (left > ms) await client.pexpire(key, left - ms);
      else if (left > 0) await client.del(key);
    }
  }

  private async shiftScores(key: string, ms: number): Promise<void> {
    const members = await this.store.client.zrange(key, 0, -1);
    for (const member of members) await this.store.client.zincrby(key, -ms, member);
  }

  private async shiftFields(key: string, ms: number): Promise<void> {
    const { client } = this.store;
    for (const [field, value] of Object.entries(await client.hgetall(key))) {
      if (['expires_at', 'leased_until', 'due_since', 'held_until'].includes(field))
        await client.hset(key, field, String(Number(value) - ms));
      if (/:(net|tries):/.test(key)) await client.hset(key, field, earlierSlots(value, ms));
    }
  }

  private async shiftMoments(key: string, ms: number): Promise<void> {
    if (!/:(w|e|bot-requests):/.test(key)) return;
    const text = await this.store.client.get(key);
    if (text !== null) await this.store.client.set(key, earlierMoments(text, ms));
  }
}

export const wrongCodeThan = (code: string): string => (code === '000000' ? '000001' : '000000');

/** The stable code of an expected failure, or `ok`. */
export const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (error: DomainError) => error.code ?? error.message,
  );

export const times = <T>(count: number, work: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => work(i));

/** How often each value occurs. */
export const tally = (values: readonly string[]): Record<string, number> =>
  values.reduce<Record<string, number>>(
    (counts, value) => ({ ...counts, [value]: (counts[value] ?? 0) + 1 }),
    {},
  );
