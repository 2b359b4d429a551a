import { randomUUID } from 'node:crypto';
import type { E164 } from '@app/contract';
import { type ConnectRedis, redisConnector } from '@app/redis';
import { type OtpConfig, Secrets } from '@app/runtime';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { Approvals, type Approval } from '../challenge/approvals';
import { BotChallenges, type Opened } from '../challenge/bot-challenges';
import { ChallengeEvents } from '../challenge/challenge-events';
import { Codes } from '../challenge/codes';
import { OtpKeys } from '../keys';
import { AddressLimits } from '../limits/address-limits';
import { Notifications } from '../outbox/notifications';
import { Otp } from '../challenge/otp';
import { Outbox } from '../outbox/outbox';
import { OtpAdmin } from '../operator/otp-admin';
import type { CodeTask, Entry, Task } from '../outbox/tasks';
import type { Issued, IssuedSignIn, Verified } from '../challenge/challenge';
import { packed } from './moments';
import { StoreWithClock } from './store-with-clock';

export const PHONE = '+77011234567' as E164;
export const OTHER_PHONE = '+77017654321' as E164;
export const SECRET = 'a secret that only the specs of one-time codes use';
/** The HTTP request that asks for codes. */
export const REQUEST_ID = '01890000-0000-7000-8000-000000000001';

export const ORIGIN = { ip: '203.0.113.7', browser: 'Firefox', system: 'Android' };
/** The origin of typed codes. */
export const OTHER_ORIGIN = { ip: '203.0.113.8', browser: 'Safari', system: 'iPhone' };
/** The account that holds PHONE. */
export const OWNER = { telegramId: 1, phone: PHONE };
export const WITHOUT_REQUEST_LIMITS = { phonePerMinute: 1000, phonePerHour: 1000, phonePerDay: 1000 };
export const ERASING_SESSION = 's1';

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

/** One-time codes over a real Redis, with the steps that specs share. */
export class OtpOnRedis {
  readonly otp: Otp;
  readonly outbox: Outbox;
  readonly bot: BotChallenges;
  readonly approvals: Approvals;
  readonly notifications: Notifications;
  readonly admin: OtpAdmin;
  /** The ids of challenges whose change was published. */
  readonly changed: string[] = [];
  /** The ids of challenges whose end was published to the workers. */
  readonly ended: string[] = [];

  readonly keys: OtpKeys;
  readonly codes: Codes;

  private constructor(
    readonly store: StoreWithClock,
    readonly config: OtpConfig,
    secrets: readonly string[],
  ) {
    this.keys = new OtpKeys(store);
    this.codes = new Codes(new Secrets(secrets));
    const events = new ChallengeEvents({
      publish: (channel, data) => {
        const published = channel === 'otp.ended' ? this.ended : this.changed;
        if ('challengeId' in data) published.push(data.challengeId);
      },
    });
    this.otp = new Otp(store, config, this.codes, events);
    this.outbox = new Outbox(store, this.codes, events);
    this.bot = new BotChallenges(store, config, this.codes, events);
    this.approvals = new Approvals(store, config, events);
    this.notifications = new Notifications(store);
    this.admin = new OtpAdmin(store, config, events);
  }

  static async open(
    overrides: Partial<OtpConfig> = {},
    connect: ConnectRedis = redisConnector({ url: testRedisUrl(), isCluster: false }),
    namespace = randomNamespace(),
  ): Promise<OtpOnRedis> {
    const store = new StoreWithClock(connect(), namespace);
    await store.onModuleInit();
    return new OtpOnRedis(store, { ...CONFIG, ...overrides }, [SECRET]);
  }

  /** The same Redis and namespace with other secrets. */
  withSecrets(...secrets: string[]): OtpOnRedis {
    return new OtpOnRedis(this.store, CONFIG, secrets);
  }

  withConfig(overrides: Partial<OtpConfig>): OtpOnRedis {
    return new OtpOnRedis(this.store, { ...this.config, ...overrides }, [SECRET]);
  }

  addressLimits(): AddressLimits {
    return new AddressLimits(this.store, this.config);
  }

  close(): void {
    this.store.onApplicationShutdown();
  }

  request(phone: E164 = PHONE, replaces?: string): Promise<IssuedSignIn> {
    return this.otp.requestCode({ phone, language: 'ru', origin: ORIGIN, requestId: REQUEST_ID, replaces });
  }

  /** Types a code on the page of a challenge, by default from a fresh address. */
  verify(challengeId: string, code: string, address: string = randomUUID()): Promise<Verified> {
    return this.otp.verifyCode(challengeId, code, OTHER_ORIGIN, [address]);
  }

  /** Types a code of the bot with the phone, by default from a fresh address. */
  verifyBotCode(phone: E164, code: string, address: string = randomUUID()): Promise<Verified> {
    return this.otp.verifyBotCode(phone, code, OTHER_ORIGIN, [address]);
  }

  /** Stores wrong codes of the phone, typed just now. */
  async storeWrongCodes(count: number, phone: E164 = PHONE): Promise<void> {
    const key = this.keys.windows(this.keys.partitionOf(phone), phone);
    const text = (await this.store.client.get(key)) ?? ' ';
    await this.store.client.set(key, text + packed(await this.store.now()).repeat(count), 'PX', 86_400_000);
  }

  async wrongCodes(phone: E164 = PHONE): Promise<number> {
    return (await this.admin.state(phone)).wrongCodes.count;
  }

  async openChallenge(challengeId: string, by = OWNER): Promise<Opened['outcome']> {
    return (await this.bot.openChallenge(challengeId, by)).outcome;
  }

  /** Gives a number in Telegram, by default as a press of the owner. Each call is another try. */
  async approve(challengeId: string, number: string, more: Partial<Approval> = {}): Promise<string> {
    const approval = { ...OWNER, number, by: 'button', tryId: randomUUID(), ...more } as const;
    return (await this.approvals.approve(challengeId, approval)).outcome;
  }

  /** Exchanges an approved challenge for a sign-in, as its page does. */
  exchange(challengeId: string, secret: string): Promise<Verified> {
    return this.otp.verifyApproval(challengeId, secret, OTHER_ORIGIN);
  }

  async refuse(challengeId: string, phone: E164, refusal: string): Promise<string> {
    return (await this.bot.refuseChallenge(challengeId, phone, refusal)).outcome;
  }

  /** Claims the code of a challenge, as a worker does on its event. */
  async claimCode(challengeId: string): Promise<CodeTask | undefined> {
    const task = await this.outbox.claim(this.outbox.codeEntry(challengeId)!);
    return task?.kind === 'code' ? task : undefined;
  }

  /** Claims the edit of a challenge's message, as a worker does on its event. */
  claimEdit(challengeId: string): Promise<Task | undefined> {
    return this.outbox.claim(this.outbox.editEntry(challengeId)!);
  }

  async claimDue(): Promise<(Task | undefined)[]> {
    return Promise.all((await this.outbox.due()).map((entry) => this.outbox.claim(entry)));
  }

  async claimFirstDue(): Promise<Task | undefined> {
    return this.outbox.claim((await this.outbox.due())[0]!);
  }

  /** Derives the code of a challenge that no worker has claimed. */
  async unclaimedCode(challengeId: string): Promise<string> {
    const key = (await this.store.client.keys(this.store.key(`*challenge:${challengeId}`)))[0]!;
    const { nonce, phone, key: keyId } = await this.store.client.hgetall(key);
    return this.codes.codeOf({ keyId: keyId!, challengeId, nonce: nonce!, phone: phone! })!;
  }

  /** A challenge whose code is in a chat. */
  async sentChallenge(phone: E164 = PHONE): Promise<IssuedSignIn & { code: string }> {
    const issued = await this.request(phone);
    const task = (await this.claimCode(issued.challengeId))!;
    await this.outbox.delivered(task, { chatId: 7, messageId: 70 });
    return { ...issued, code: task.code };
  }

  /** A challenge whose link its owner has opened, and whose code is in the owner's chat. */
  async openedChallenge() {
    const { approval, ...challenge } = await this.request();
    await this.openChallenge(challenge.challengeId);
    const task = (await this.claimCode(challenge.challengeId))!;
    await this.outbox.delivered(task, { chatId: 7, messageId: 70 });
    return { ...challenge, ...approval, code: task.code, offers: task.approvalOffers };
  }

  /** A challenge whose code no chat could receive yet. */
  async parkedChallenge(): Promise<IssuedSignIn> {
    const issued = await this.request();
    await this.outbox.park((await this.claimCode(issued.challengeId))!);
    return issued;
  }

  async requestBotCode(phone: E164 = PHONE, telegramId = OWNER.telegramId): Promise<Entry> {
    const answer = await this.bot.requestCode({ phone, telegramId, language: 'ru' });
    if (answer.kind !== 'issued') throw new Error('The bot issued no code');
    return answer.entry;
  }

  /** Requests a code from the bot and claims it. */
  async botCode(phone: E164 = PHONE): Promise<CodeTask> {
    const task = await this.outbox.claim(await this.requestBotCode(phone));
    if (task?.kind !== 'code') throw new Error('The code of the bot could not be claimed');
    return task;
  }

  requestEraseCode(sessionId = ERASING_SESSION): Promise<Issued> {
    return this.otp.requestEraseCode(
      { phone: PHONE, language: 'ru', origin: ORIGIN, requestId: REQUEST_ID },
      sessionId,
    );
  }

  /** Enqueues a notification for a chat, or for the account that holds the phone. */
  notify(id: string, { phone = PHONE, chatId }: { phone?: E164; chatId?: number } = {}): Promise<Entry> {
    const to = chatId === undefined ? {} : { to: { chatId, language: 'ru' } as const };
    return this.notifications.enqueue({ id, type: 'relinked', phone, ...to });
  }

  /** Advances the clock of the scripts and lets keys expire. */
  passTime(ms: number): Promise<void> {
    return this.store.passTime(ms);
  }
}

export const wrongNumberThan = (number: string): string => (number === '00' ? '01' : '00');

export const wrongCodeThan = (code: string): string => (code === '000000' ? '000001' : '000000');

/** Opens a fixture before each test and closes it afterwards. The result always holds the fixture of the current test. */
export function useOtp(...options: Parameters<typeof OtpOnRedis.open>): OtpOnRedis {
  const fixture = Object.create(OtpOnRedis.prototype) as OtpOnRedis;
  beforeEach(async () => Object.assign(fixture, await OtpOnRedis.open(...options)));
  afterEach(() => fixture.close());
  return fixture;
}
