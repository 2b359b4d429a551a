import { Redis } from 'ioredis';
import type { Channel, MeAnswer, Problem, RequestOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  asOwner,
  linkPhone,
  Product,
  receiveCodeOf,
  requestCode,
  signIn,
  until,
  useStarted,
} from '@app/testing';
import { Operator, type Why } from './operator';

/** A running product, its people, and an operator with the same settings. */
export class OperatorScene {
  /** The codes, tokens and challenge ids of all sign-ins so far. No command may print them. */
  readonly secrets: string[] = [];
  private phones = 0;

  private constructor(
    readonly product: Product,
    readonly operator: Operator,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<OperatorScene> {
    const product = await Product.start({ env });
    return new OperatorScene(product, Operator.of(product, env));
  }

  stop(): Promise<void> {
    return this.product.stop();
  }

  freshPhone(): string {
    this.phones += 1;
    return `+7701${String(this.phones).padStart(7, '0')}`;
  }

  async linked(phone = this.freshPhone()): Promise<SimulatedPerson> {
    const person = this.product.telegram.person({ firstName: 'Anna', phone });
    await linkPhone(person);
    return person;
  }

  async signedIn(person: SimulatedPerson) {
    const opened = await signIn(this.product, person);
    const { accessToken, refreshToken, code, challengeId, linkToken } = opened;
    this.secrets.push(accessToken, refreshToken, code, challengeId, linkToken);
    return opened;
  }

  /** Signs a new owner in, which opens a shop. */
  async newShop() {
    return this.signedIn(await this.linked());
  }

  requestOtp(phone: string) {
    return this.product.post<RequestOtpAnswer & Problem>('/api/auth/request-otp', { phone });
  }

  me(accessToken: string) {
    return this.product.get<MeAnswer & Problem>('/api/auth/me', { Authorization: `Bearer ${accessToken}` });
  }

  why(phone: string): Promise<Why> {
    return this.operator.json<Why>('phone', 'why', phone);
  }

  /** Repeats `phone why` until the result meets the condition. */
  whyUntil(phone: string, isExpected: (found: Why) => boolean): Promise<Why> {
    return until<Why | undefined>(async () => {
      const found = await this.why(phone);
      return isExpected(found) ? found : undefined;
    });
  }

  /** Runs a command that must succeed. @returns its text */
  async runText(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.operator.run(...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout;
  }

  async eventsOf(shopId: string): Promise<string[]> {
    const rows = await asOwner<{ event: string }>(
      this.product.database.url,
      'select event from activity where shop_id = $1 order by at',
      [shopId],
    );
    return rows.map(({ event }) => event);
  }

  /** Requests a code on a page and receives it in the chat. */
  async receiveCode(person: SimulatedPerson): Promise<{ challengeId: string; code: string }> {
    const { challengeId } = await requestCode(this.product, person.phone);
    return { challengeId, code: codeOf(await receiveCodeOf(person, challengeId))! };
  }

  /** Enters wrong codes, three for each code that it requests. */
  async enterWrongCodes(person: SimulatedPerson, count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const { challengeId, code } = await this.receiveCode(person);
      const guess = code === '000000' ? '111111' : '000000';
      for (let tries = 0; tries < 3 && left > 0; tries++, left--) {
        const { body } = await this.product.post<Problem>('/api/auth/verify-otp', {
          challengeId,
          code: guess,
        });
        expect(body.code).toBe('code_wrong');
      }
    }
  }

  /** Collects the messages of a channel. */
  async subscribe(channel: Channel): Promise<{ received: unknown[]; stop: () => void }> {
    const subscriber = new Redis(this.product.redisUrl);
    const received: unknown[] = [];
    subscriber.on('message', (_: string, text: string) =>
      received.push((JSON.parse(text) as { data: unknown }).data),
    );
    await subscriber.subscribe(`${this.product.namespace}.${channel}`);
    return { received, stop: () => subscriber.disconnect() };
  }

  /** The secrets that any command has printed. */
  printedSecrets(): string[] {
    const standsAlone = (secret: string) => new RegExp(`(?<![0-9A-Za-z_-])${secret}(?![0-9A-Za-z_-])`);
    return this.secrets.filter((secret) =>
      standsAlone(secret.replaceAll('.', '\\.')).test(this.operator.transcript),
    );
  }
}

/** Starts a scene before the tests of a file and stops it after them. */
export const useOperatorScene = (env?: Readonly<Record<string, string>>): OperatorScene =>
  useStarted(OperatorScene.prototype, () => OperatorScene.start(env));
