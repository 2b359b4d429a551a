import type { MeAnswer, Problem, RequestOtpAnswer, VerifyOtpAnswer } from '@app/contract';
import { type ChatMessage, codeOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, linkPhone, Product, type ProductOptions, receiveCode } from '@app/testing';

export interface AccountRow {
  readonly telegram_id: string;
  readonly phone: string;
  readonly blocked_at: Date | null;
}

export type Request = RequestOtpAnswer & { readonly linkToken: string };

/** The shop owners and the sign-in page around one product. */
export class Scene {
  private phones = 0;
  private sentinel: SimulatedPerson | undefined;

  private constructor(readonly product: Product) {}

  /** Phones may ask as often as a test likes, unless it says otherwise. */
  static async start({ env, ...options }: ProductOptions = {}): Promise<Scene> {
    const generous = {
      OTP_PHONE_PER_MINUTE: '1000',
      OTP_PHONE_PER_HOUR: '1000',
      OTP_PHONE_PER_DAY: '1000',
      OTP_FAILURES_PER_DAY: '1000',
    };
    return new Scene(await Product.start({ ...options, env: { ...generous, ...env } }));
  }

  stop(): Promise<void> {
    return this.product.stop();
  }

  get telegram() {
    return this.product.telegram;
  }

  freshPhone(): string {
    return `+7701${String(++this.phones).padStart(7, '0')}`;
  }

  /** Has a Telegram account; the bot does not know it. */
  stranger(firstName = 'Борис', phone = this.freshPhone()): SimulatedPerson {
    return this.telegram.person({ firstName, phone });
  }

  /** Has shared the contact. */
  async owner(): Promise<SimulatedPerson> {
    const person = this.stranger('Анна');
    await linkPhone(person);
    return person;
  }

  /** Another account of the same phone: somebody else has the SIM card now. */
  otherAccountOf({ phone, id }: SimulatedPerson): SimulatedPerson {
    return this.telegram.person({ firstName: 'Вор', phone, id: id + 500_000_000 });
  }

  /** The sign-in page asks for a code. */
  async ask(phone: string, headers: Readonly<Record<string, string>> = {}): Promise<Request> {
    const { status, body } = await this.product.post<RequestOtpAnswer>(
      '/api/auth/request-otp',
      { phone },
      headers,
    );
    if (status !== 202) throw new Error(`request-otp answered ${status} ${JSON.stringify(body)}`);
    return { ...body, linkToken: new URL(body.telegram.link).searchParams.get('start')! };
  }

  /** What the sign-in page is told of a code: 200 or the code of the problem. */
  async verify(of: { challengeId: string } | { phone: string }, code: string): Promise<number | string> {
    const { status, body } = await this.product.post<VerifyOtpAnswer & Problem>('/api/auth/verify-otp', {
      ...('challengeId' in of ? { challengeId: of.challengeId } : { phone: of.phone }),
      code,
    });
    return status === 200 ? 200 : body.code;
  }

  /** What `GET /me` says of an access token: 200 or the code of the problem. */
  async me(accessToken: string): Promise<number | string> {
    const { status, body } = await this.product.get<MeAnswer & Problem>('/api/auth/me', {
      Authorization: `Bearer ${accessToken}`,
    });
    return status === 200 ? 200 : body.code;
  }

  /** The page asks and the code comes to the chat. */
  async receive(person: SimulatedPerson): Promise<Request & { code: string; message: ChatMessage }> {
    const before = lastIdOf(person);
    const request = await this.ask(person.phone);
    const code = await receiveCode(person, before);
    return { ...request, code, message: codeMessages(person).at(-1)! };
  }

  accounts(): Promise<AccountRow[]> {
    return asOwner<AccountRow>(this.product.database.url, 'select * from telegram_accounts');
  }

  async accountOf({ id }: SimulatedPerson): Promise<AccountRow | undefined> {
    return (await this.accounts()).find(({ telegram_id }) => Number(telegram_id) === id);
  }

  /** Every code that ever went to the person, also where the message shows it no more. */
  codesSentTo({ id }: SimulatedPerson): string[] {
    return this.telegram.sentMessages
      .filter(({ chatId }) => chatId === id)
      .flatMap(({ message }) => codeOf(message) ?? []);
  }

  /** Everything that the person did before was handled: updates of one chat are done in order. */
  async handled(person: SimulatedPerson): Promise<void> {
    await reply(person, '/help', /\/code/);
  }

  /** Every bell that rang before was answered: a code for somebody else came after it. */
  async bellsAnswered(): Promise<void> {
    this.sentinel ??= await this.owner();
    await this.receive(this.sentinel);
  }
}

export const lastIdOf = (person: SimulatedPerson): number => person.messages.at(-1)?.messageId ?? 0;

/** What the chat shows now. */
export const codeMessages = (person: SimulatedPerson): ChatMessage[] =>
  person.messages.filter((message) => message.from === 'bot' && codeOf(message) !== undefined);

/** The person writes, and the bot answers so. */
export function reply(person: SimulatedPerson, text: string, wanted: RegExp): Promise<ChatMessage> {
  return person.waitForMessage(wanted, { after: person.say(text) });
}

/** The message with this id, as it looks once it is as wanted. */
export function edited(
  person: SimulatedPerson,
  { messageId }: ChatMessage,
  wanted: RegExp,
): Promise<ChatMessage> {
  return person.waitForMessage((message) => message.messageId === messageId && wanted.test(message.text));
}

/** What the bot wrote to the person after this message. */
export const since = (person: SimulatedPerson, { messageId }: ChatMessage): string[] =>
  person.messages.filter((m) => m.from === 'bot' && m.messageId > messageId).map(({ text }) => text);
