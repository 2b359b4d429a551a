import type { MeAnswer, Problem, RequestOtpAnswer, VerifyOtpAnswer } from '@app/contract';
import {
  type ChatMessage,
  codeOf,
  inlineButtonsOf,
  type RecordedCall,
  type SimulatedPerson,
  type WaitOptions,
} from '@app/simulator';
import {
  asOwner,
  linkPhone,
  Product,
  type ProductOptions,
  receiveCodeOf,
  untilRecorded,
  useStarted,
} from '@app/testing';

export interface AccountRow {
  readonly telegram_id: string;
  readonly phone: string;
  readonly blocked_at: Date | null;
}

export type SignedIn = VerifyOtpAnswer & { readonly refreshToken: string };

export type CodeRequest = RequestOtpAnswer & { readonly linkToken: string };

/** One product with shop owners and a sign-in page. */
export class Scene {
  private phones = 0;
  private sentinel: SimulatedPerson | undefined;

  private constructor(readonly product: Product) {}

  /** Raises the limits of phones; `env` can lower them again. */
  static async start({ env, ...options }: ProductOptions = {}): Promise<Scene> {
    const highLimits = {
      OTP_PHONE_PER_MINUTE: '1000',
      OTP_PHONE_PER_HOUR: '1000',
      OTP_PHONE_PER_DAY: '1000',
      OTP_FAILURES_PER_DAY: '1000',
    };
    return new Scene(await Product.start({ ...options, env: { ...highLimits, ...env } }));
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

  /** A person with a Telegram account that is not linked. */
  stranger(firstName = 'Борис', phone = this.freshPhone()): SimulatedPerson {
    return this.telegram.person({ firstName, phone });
  }

  /** A person whose phone is linked. */
  async owner(): Promise<SimulatedPerson> {
    const person = this.stranger('Анна');
    await linkPhone(person);
    return person;
  }

  /** Another account with the same phone, as when somebody else has the SIM card now. */
  otherAccountOf({ phone, id }: SimulatedPerson): SimulatedPerson {
    return this.telegram.person({ firstName: 'Вор', phone, id: id + 500_000_000 });
  }

  /** Requests a code as the sign-in page does. */
  async requestCode(phone: string, headers: Readonly<Record<string, string>> = {}): Promise<CodeRequest> {
    const { status, body } = await this.product.post<RequestOtpAnswer>(
      '/api/auth/request-otp',
      { phone },
      headers,
    );
    if (status !== 202) throw new Error(`request-otp answered ${status} ${JSON.stringify(body)}`);
    return { ...body, linkToken: new URL(body.telegram.link).searchParams.get('start')! };
  }

  /** Posts a code as the sign-in page does. @returns 200 or the code of the problem */
  async verify(target: { challengeId: string } | { phone: string }, code: string): Promise<number | string> {
    const { status, body } = await this.product.post<VerifyOtpAnswer & Problem>('/api/auth/verify-otp', {
      ...('challengeId' in target ? { challengeId: target.challengeId } : { phone: target.phone }),
      code,
    });
    return status === 200 ? 200 : body.code;
  }

  /** Posts the secret of an approval as the sign-in page does. @returns 200 or the code of the problem */
  async exchange({ challengeId, approval }: CodeRequest): Promise<number | string> {
    const { status, body } = await this.product.post<VerifyOtpAnswer & Problem>('/api/auth/verify-otp', {
      challengeId,
      approvalSecret: approval.secret,
    });
    return status === 200 ? 200 : body.code;
  }

  /** Calls `GET /me` with an access token. @returns 200 or the code of the problem */
  async me(accessToken: string): Promise<number | string> {
    const { status, body } = await this.product.get<MeAnswer & Problem>('/api/auth/me', {
      Authorization: `Bearer ${accessToken}`,
    });
    return status === 200 ? 200 : body.code;
  }

  /** Requests a code on the page and waits until it is in the chat. */
  async receiveCode(person: SimulatedPerson): Promise<CodeRequest & { code: string; message: ChatMessage }> {
    const request = await this.requestCode(person.phone);
    const message = await receiveCodeOf(person, request.challengeId);
    await untilRecorded(this.product, request.challengeId);
    return { ...request, code: codeOf(message)!, message };
  }

  /** Signs in as a browser with these headers does. */
  async signIn(person: SimulatedPerson, headers: Readonly<Record<string, string>> = {}): Promise<SignedIn> {
    const { challengeId, code } = await this.receiveCode(person);
    const { status, body } = await this.product.post<SignedIn>(
      '/api/auth/verify-otp',
      { challengeId, code },
      headers,
    );
    if (status !== 200) throw new Error(`verify-otp answered ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The activity of the phone's shop, the newest last. */
  async activityOf({ phone }: SimulatedPerson): Promise<string[]> {
    const rows = await asOwner<{ event: string }>(
      this.product.database.url,
      'select event from activity join shops on shops.id = shop_id where phone = $1 order by at, activity.id',
      [phone],
    );
    return rows.map(({ event }) => event);
  }

  accounts(): Promise<AccountRow[]> {
    return asOwner<AccountRow>(this.product.database.url, 'select * from telegram_accounts');
  }

  async accountOf({ id }: SimulatedPerson): Promise<AccountRow | undefined> {
    return (await this.accounts()).find(({ telegram_id }) => Number(telegram_id) === id);
  }

  /** All codes that were sent to the person, including those that the chat no longer shows. */
  codesSentTo({ id }: SimulatedPerson): string[] {
    return this.telegram.sentMessages
      .filter(({ chatId }) => chatId === id)
      .flatMap(({ message }) => codeOf(message) ?? []);
  }

  /** Waits until the bot has answered a last `/help`. It handles the updates of one chat in order. */
  async allHandled(person: SimulatedPerson): Promise<void> {
    await reply(person, '/help', /\/code/);
  }

  /** Waits until a code that is requested now has arrived: the workers have handled all earlier events. */
  async eventsHandled(): Promise<void> {
    this.sentinel ??= await this.owner();
    await this.receiveCode(this.sentinel);
  }

  async updatesConfirmed(options?: WaitOptions): Promise<void> {
    await this.telegram.waitFor(() => this.telegram.pendingUpdates.length === 0, options);
  }

  callsTo(chatId: number, method?: string): RecordedCall[] {
    return this.telegram.calls.filter(
      (call) => call.payload['chat_id'] === chatId && (method === undefined || call.method === method),
    );
  }
}

/** Starts a scene before the tests of a file and stops it after them. */
export const useScene = (options?: ProductOptions): Scene =>
  useStarted(Scene.prototype, () => Scene.start(options));

export const lastIdOf = (person: SimulatedPerson): number => person.messages.at(-1)?.messageId ?? 0;

export const botMessages = (person: SimulatedPerson): ChatMessage[] =>
  person.messages.filter(({ from }) => from === 'bot');

/** The messages with a code that the chat shows now. */
export const codeMessages = (person: SimulatedPerson): ChatMessage[] =>
  botMessages(person).filter((message) => codeOf(message) !== undefined);

/** Writes to the bot and waits for its answer. */
export function reply(person: SimulatedPerson, text: string, wanted: RegExp): Promise<ChatMessage> {
  return person.waitForMessage(wanted, { after: person.say(text) });
}

/** Waits until the message has been edited to the wanted text. */
export async function edited(
  person: SimulatedPerson,
  { messageId }: ChatMessage,
  wanted: RegExp,
): Promise<ChatMessage> {
  const isWanted = (message: ChatMessage): boolean =>
    message.messageId === messageId && wanted.test(message.text);
  try {
    return await person.waitForMessage(isWanted);
  } catch (cause) {
    const chat = person.messages.map((message) => `${message.messageId} ${message.from}: ${message.text}`);
    throw new Error(`Message ${messageId} was not edited to ${String(wanted)}:\n${chat.join('\n')}`, {
      cause,
    });
  }
}

/** The numbers that the buttons of a message offer. */
export const offeredNumbers = (message: ChatMessage): string[] =>
  inlineButtonsOf(message)
    .map(({ text }) => text)
    .filter((text) => /^\d\d$/.test(text));

/** Waits until the message has lost its buttons. */
export async function withoutButtons(person: SimulatedPerson, { messageId }: ChatMessage): Promise<void> {
  await person.waitForMessage(
    (message) => message.messageId === messageId && inlineButtonsOf(message).length === 0,
  );
}

/** Makes a message of the simulated chat older. Later updates have its new date. */
export function makeOlder(message: ChatMessage, seconds: number): void {
  Object.assign(message, { date: message.date - seconds });
}

/** @returns what the bot wrote to the person after this message */
export const textsAfter = (person: SimulatedPerson, { messageId }: ChatMessage): string[] =>
  botMessages(person)
    .filter((message) => message.messageId > messageId)
    .map(({ text }) => text);
