import type { RequestOtpAnswer, VerifyOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  type BodyTokens,
  createLinkedPeople,
  Product,
  type ProductOptions,
  receiveCodeOf,
} from '@app/testing';
import { MANY_REQUESTS } from './codes';
import { bodyOf, HttpClient, outcomeOf, type Reply } from './http-call';

/** Raises the request limits, so that an attack reaches the limits on guesses, which keep their defaults. */
const ENV = { ...MANY_REQUESTS, TELEGRAM_MESSAGES_PER_SECOND: '10000', LOG_LEVEL: 'warn' };

export const bearer = (token: string) => [['Authorization', `Bearer ${token}`]] as const;

/** A product with several APIs, and attackers that use all of them. */
export class Attack {
  private turn = 0;
  private strangers = 0;

  private constructor(
    readonly product: Product,
    /** People whose phones are linked. */
    readonly owners: readonly SimulatedPerson[],
    private readonly clients: readonly HttpClient[],
  ) {}

  static async start({ owners, ...options }: ProductOptions & { owners: number }): Promise<Attack> {
    const product = await Product.start({ apis: 2, ...options, env: { ...ENV, ...options.env } });
    const clients = product.apis.map(({ url }) => new HttpClient(url));
    return new Attack(product, await createLinkedPeople(product, owners), clients);
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.product.stop();
  }

  /** A client of each API in turn. */
  get api(): HttpClient {
    return this.clients[this.turn++ % this.clients.length]!;
  }

  /** A phone that nobody has shared, with as many digits as those of owners. */
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

  /** Requests a code for an owner and reads it in the chat. */
  async codeFor(owner: SimulatedPerson): Promise<{ challengeId: string; code: string }> {
    const { challengeId } = await this.challenge(owner.phone);
    return { challengeId, code: codeOf(await receiveCodeOf(owner, challengeId))! };
  }

  /** Requests a code from the bot as its owner. Codes for pages may arrive in between and are skipped. */
  async codeOfBot(owner: SimulatedPerson): Promise<string> {
    const after = owner.say('/code');
    const isFromBot = ({ text }: { text: string }) => /в этом чате/.test(text);
    const message = await owner.waitForMessage((each) => codeOf(each) !== undefined && isFromBot(each), {
      after,
      timeoutMs: 30_000,
    });
    return codeOf(message)!;
  }

  async signIn(owner: SimulatedPerson): Promise<BodyTokens<VerifyOtpAnswer>> {
    const reply = await this.verify(await this.codeFor(owner));
    if (reply.status !== 200) throw new Error(`verify-otp answered ${reply.status} ${reply.text}`);
    return bodyOf<BodyTokens<VerifyOtpAnswer>>(reply);
  }
}
