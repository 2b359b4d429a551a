import type { BodyTokens } from '@app/client';
import type { RequestOtpAnswer, VerifyOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { linkedCrowd, Product, type ProductOptions, receiveCode, until } from '@app/testing';
import { Redis } from 'ioredis';
import { bodyOf, Caller, outcomeOf, type Reply } from './http-call';

/** Request limits are lifted, so that an attack reaches the limits of guesses, which are the defaults. */
const MAY_ASK = {
  OTP_PHONE_PER_MINUTE: '10000',
  OTP_PHONE_PER_HOUR: '10000',
  OTP_PHONE_PER_DAY: '10000',
  TELEGRAM_MESSAGES_PER_SECOND: '10000',
  LOG_LEVEL: 'warn',
};

export const wrongThan = (code: string): string => (code === '111111' ? '222222' : '111111');

export const bearer = (token: string) => [['Authorization', `Bearer ${token}`]] as const;

/** A product with several APIs, and attackers that use all of them. */
export class Attack {
  private turn = 0;
  private strangers = 0;

  private constructor(
    readonly product: Product,
    /** Their phones are linked. */
    readonly owners: readonly SimulatedPerson[],
    private readonly callers: readonly Caller[],
  ) {}

  static async start({ owners, ...options }: ProductOptions & { owners: number }): Promise<Attack> {
    const product = await Product.start({ apis: 2, ...options, env: { ...MAY_ASK, ...options.env } });
    const callers = product.apis.map(({ url }) => new Caller(url));
    return new Attack(product, await linkedCrowd(product, owners), callers);
  }

  async stop(): Promise<void> {
    for (const caller of this.callers) caller.close();
    await this.product.stop();
  }

  /** The APIs take turns. */
  get api(): Caller {
    return this.callers[this.turn++ % this.callers.length]!;
  }

  /** A phone that nobody has shared, of the same form as those of owners. */
  freshPhone(): string {
    return `+77059${String(++this.strangers).padStart(6, '0')}`;
  }

  request(phone: string): Promise<Reply> {
    return this.api.post('/api/auth/request-otp', { phone });
  }

  verify(body: { challengeId: string; code: string } | { phone: string; code: string }): Promise<Reply> {
    return this.api.post('/api/auth/verify-otp', body);
  }

  refresh(refreshToken: string): Promise<Reply> {
    return this.api.post('/api/auth/refresh', { refreshToken });
  }

  async me(accessToken: string): Promise<number | string> {
    return outcomeOf(await this.api.get('/api/auth/me', bearer(accessToken)));
  }

  async challenge(phone: string): Promise<RequestOtpAnswer> {
    const reply = await this.request(phone);
    if (reply.status !== 202) throw new Error(`request-otp answered ${reply.status} ${reply.text}`);
    return bodyOf<RequestOtpAnswer>(reply);
  }

  /** The owner requests a code on the page and reads it in the chat, which gets one message a second. */
  async codeFor(owner: SimulatedPerson): Promise<{ challengeId: string; code: string }> {
    const before = owner.messages.at(-1)?.messageId ?? 0;
    const { challengeId } = await this.challenge(owner.phone);
    return { challengeId, code: await receiveCode(owner, before) };
  }

  /** The owner asks the bot for a code. Codes that pages requested may arrive in between. */
  async codeOfBot(owner: SimulatedPerson): Promise<string> {
    const after = owner.say('/code');
    const isAskedFor = (message: { text: string }) => /в этом чате/.test(message.text);
    const message = await owner.waitForMessage((m) => codeOf(m) !== undefined && isAskedFor(m), {
      after,
      timeoutMs: 30_000,
    });
    return codeOf(message)!;
  }

  /** Records another chat in Redis than the one that the challenge's code went to. */
  async pretendSentTo(chatId: number, challengeId: string): Promise<void> {
    const job = `${this.product.namespace}:{p${challengeId.slice(0, 2)}}:job:edit:${challengeId}`;
    const redis = new Redis(this.product.redisUrl);
    try {
      await until(() => redis.exists(job), { what: 'the note of a message' });
      await redis.hset(job, 'chat', chatId);
    } finally {
      redis.disconnect();
    }
  }

  async signIn(owner: SimulatedPerson): Promise<BodyTokens<VerifyOtpAnswer>> {
    const reply = await this.verify(await this.codeFor(owner));
    if (reply.status !== 200) throw new Error(`verify-otp answered ${reply.status} ${reply.text}`);
    return bodyOf<BodyTokens<VerifyOtpAnswer>>(reply);
  }
}
