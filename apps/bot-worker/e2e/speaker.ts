import { type Language, LANGUAGES } from '@app/contract';
import { text, type TextKey } from '@app/i18n';
import type { ChatMessage, SimulatedPerson } from '@app/simulator';
import { edited, type Scene } from './scene';

type Params = Readonly<Record<string, string | number>>;

/** People whose Telegram has this language, and the texts that they must read. */
export class Speaker {
  private shared = 0;

  constructor(
    private readonly scene: Scene,
    readonly language: Language,
  ) {}

  text(key: TextKey, params: Params = {}): string {
    return text(this.language, key, params).replace(/<\/?code>/g, '');
  }

  stranger(phone?: string): SimulatedPerson {
    const person = this.scene.stranger('Анна', phone);
    person.changeLanguage(this.language);
    return person;
  }

  async owner(phone?: string): Promise<SimulatedPerson> {
    const person = this.stranger(phone);
    await this.reads(person, person.shareContact(), 'bot.linked');
    return person;
  }

  otherAccountOf(owner: SimulatedPerson): SimulatedPerson {
    const other = this.scene.otherAccountOf(owner);
    other.changeLanguage(this.language);
    return other;
  }

  /** A mobile number of Russia whose digits are also a Brazilian mobile number without its country code. */
  sharedPhone(): string {
    return `+7991234${7000 + 100 * LANGUAGES.indexOf(this.language) + this.shared++}`;
  }

  /** Waits until the person reads exactly this text. */
  reads(
    person: SimulatedPerson,
    after: ChatMessage | number,
    key: TextKey,
    params: Params = {},
  ): Promise<ChatMessage> {
    const expected = this.text(key, params);
    return person.waitForMessage((message) => message.text === expected, { after });
  }

  /** Waits until the person reads a message that begins as this text does before its first parameter. */
  readsBeginning(
    person: SimulatedPerson,
    after: ChatMessage | number,
    key: TextKey,
    parameter: string,
  ): Promise<ChatMessage> {
    const [beginning] = this.text(key, { [parameter]: '\0' }).split('\0');
    return person.waitForMessage((message) => message.text.startsWith(beginning!), { after });
  }

  says(person: SimulatedPerson, written: string, key: TextKey, params?: Params): Promise<ChatMessage> {
    return this.reads(person, person.say(written), key, params);
  }

  /** Waits until the message has been edited to this text. */
  seesEdit(person: SimulatedPerson, message: ChatMessage, key: TextKey): Promise<ChatMessage> {
    return edited(person, message, new RegExp(`^${this.text(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  }

  async presses(person: SimulatedPerson, button: TextKey, message: ChatMessage): Promise<string | undefined> {
    return (await person.press(this.text(button), message).answered()).text;
  }
}

/** Runs in all languages at once, because each waits for the bot most of the time. */
export const speakEach = (scene: Scene, work: (speaker: Speaker) => Promise<void>): Promise<unknown> =>
  Promise.all(LANGUAGES.map((language) => work(new Speaker(scene, language))));

/** A test of what people in each language read. */
export const inEachLanguage = (scene: Scene, work: (speaker: Speaker) => Promise<void>) => () =>
  speakEach(scene, work);
