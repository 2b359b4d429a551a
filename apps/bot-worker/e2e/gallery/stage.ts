import { createHash } from 'node:crypto';
import type { Tokens, VerifyOtpAnswer } from '@app/contract';
import { text } from '@app/i18n';
import { type ChatMessage, codeOf, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, BOT_TOKEN, receiveCodeOf, until, untilRecorded } from '@app/testing';
import { botMessages, type CodeRequest, Scene } from '../scene';
import { contains } from './bot-texts';
import type { BotTextKey, Shown } from './gallery-scene';

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36';

/** The sign-in page of the pictures: a known browser at a public address. */
export const BROWSER = {
  'User-Agent': CHROME,
  'X-Forwarded-For': '203.0.113.7',
  'Accept-Language': 'ru',
} as const;
/** Another browser, at another address. */
export const OTHER_BROWSER = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'X-Forwarded-For': '198.51.100.23',
  'Accept-Language': 'ru',
} as const;

export type CodeOnPage = CodeRequest & { readonly code: string; readonly message: ChatMessage };

/** The steps from which the scene of one picture is made. */
export class Stage {
  private phones = 0;

  /** @param name of the picture; the phones depend on it, so that they are the same whenever it is taken */
  constructor(
    readonly scene: Scene,
    private readonly name: string,
  ) {}

  static async startScene(env: Readonly<Record<string, string>> = {}): Promise<Scene> {
    const scene = await Scene.start({
      env: { TRUST_PROXY: '1', OTP_FAILURES_PER_DAY: '4', SESSIONS_PER_SHOP: '11', ...env },
    });
    const setName = `${scene.telegram.url}/bot${BOT_TOKEN}/setMyName?name=${encodeURIComponent('Отправка')}`;
    await fetch(setName);
    return scene;
  }

  get product() {
    return this.scene.product;
  }

  freshPhone(): string {
    return `+7701${this.digits(7)}`;
  }

  /** A number whose digits are also a Brazilian mobile number without its country code, so its holder is asked. */
  sharedPhone(): string {
    return `+7991234${this.digits(4)}`;
  }

  private digits(count: number): string {
    const hash = createHash('sha256').update(`${this.name} ${this.phones++}`).digest().readUInt32BE(0);
    return String(hash % 10 ** count).padStart(count, '0');
  }

  stranger(phone = this.freshPhone()): SimulatedPerson {
    return this.scene.stranger('Айгуль', phone);
  }

  /** Another account with the same phone, as with a new SIM card. */
  otherAccountOf({ phone, id }: SimulatedPerson): SimulatedPerson {
    return this.scene.telegram.person({ firstName: 'Айгуль', phone, id: id + 500_000_000 });
  }

  async owner(phone?: string): Promise<SimulatedPerson> {
    const person = this.stranger(phone);
    await this.reads(person, 'bot.linked', person.shareContact());
    return person;
  }

  /** An owner who has signed in, so that there is a shop. */
  async shopOwner(): Promise<SimulatedPerson & { readonly tokens: Tokens }> {
    const person = await this.owner();
    return Object.assign(person, { tokens: await this.signIn(person) });
  }

  /** Signs in on the page with a pushed code. */
  async signIn(person: SimulatedPerson): Promise<Tokens> {
    return this.verify(await this.codeFromPage(person));
  }

  /** Requests a code on the page and waits until it is in the chat. */
  async codeFromPage(
    person: SimulatedPerson,
    browser: Readonly<Record<string, string>> = BROWSER,
  ): Promise<CodeOnPage> {
    const request = await this.scene.requestCode(person.phone, browser);
    const message = await receiveCodeOf(person, request.challengeId);
    await untilRecorded(this.product, request.challengeId);
    return { ...request, code: codeOf(message)!, message };
  }

  /** Types the code on the page. */
  async verify(
    { challengeId, code }: { readonly challengeId: string; readonly code: string },
    browser: Readonly<Record<string, string>> = BROWSER,
  ): Promise<Tokens> {
    const { status, body } = await this.product.post<VerifyOtpAnswer & Tokens>(
      '/api/auth/verify-otp',
      { challengeId, code },
      browser,
    );
    if (status !== 200) throw new Error(`verify-otp answered ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async typeWrongCodes({ challengeId, code }: CodeOnPage, count = 3): Promise<void> {
    const wrong = code === '111111' ? '222222' : '111111';
    for (let left = count; left > 0; left--) await this.scene.verify({ challengeId }, wrong);
  }

  /** Waits until a message of the bot shows this text: a new one, or one that was edited. */
  async reads(
    person: SimulatedPerson,
    key: BotTextKey,
    after: ChatMessage | number = 0,
  ): Promise<ChatMessage> {
    const afterId = typeof after === 'number' ? after : after.messageId;
    return this.scene.telegram.waitFor(() =>
      botMessages(person).findLast((each) => each.messageId > afterId && contains(each.text, key)),
    );
  }

  /** Waits until this message shows the text. */
  async becomes(person: SimulatedPerson, { messageId }: ChatMessage, key: BotTextKey): Promise<ChatMessage> {
    return this.scene.telegram.waitFor(() =>
      botMessages(person).find((each) => each.messageId === messageId && contains(each.text, key)),
    );
  }

  /** Presses a button of a message. @returns the toast */
  async press(person: SimulatedPerson, button: BotTextKey, on: ChatMessage): Promise<string> {
    return (await person.press(text('ru', button), on).answered()).text;
  }

  /** The data of a button, which an app may send after the button was removed. */
  dataOf(message: ChatMessage, button: string): string {
    return inlineButtonsOf(message).find((each) => each.text === button)!.callback_data!;
  }

  /** Changes the row of the owner's shop or account, as time and operators do. */
  async change(
    table: 'shops' | 'telegram_accounts',
    assignment: string,
    { phone }: SimulatedPerson,
  ): Promise<void> {
    await asOwner(this.product.database.url, `update ${table} set ${assignment} where phone = $1`, [phone]);
  }

  /** The person writes, and the bot answers with this text. */
  async says(person: SimulatedPerson, written: string, key: BotTextKey): Promise<Shown> {
    return this.answered(person, person.say(written), key);
  }

  /** Shows what the person has sent, and the answer of the bot with this text. */
  async answered(person: SimulatedPerson, sent: ChatMessage, key: BotTextKey): Promise<Shown> {
    return shown(person, sent, await this.reads(person, key, sent));
  }

  /** Waits until the bot has set its profile. @returns what the app shows of it to this person */
  async profile(person: SimulatedPerson): Promise<{ description: string; commands: readonly string[] }> {
    const page = `${this.scene.telegram.url}/chat/people/${person.id}`;
    return until(async () => {
      const { description, commands } = (await (await fetch(page)).json()) as {
        description: string;
        commands: readonly { description: string }[];
      };
      const texts = commands.map((command) => command.description);
      return description === '' || texts.length === 0 ? undefined : { description, commands: texts };
    });
  }
}

export const shown = (person: SimulatedPerson, ...messages: ChatMessage[]): Shown => ({ person, messages });
