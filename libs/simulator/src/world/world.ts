import { Changes } from './changes';
import { ChatMessage, ForceReply, ReplyKeyboard } from './chat-message';
import { accountIdOf, digitsOf } from './phone-digits';

export interface PersonProfile {
  readonly firstName: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly phone: string;
  readonly languageCode?: string;
  readonly id?: number;
}

export interface PersonRecord {
  id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  phone: string;
  languageCode: string;
  /** Whether the person has written to the bot. Until then the bot must not write to the person. */
  hasOpened: boolean;
  hasBlocked: boolean;
}

export type GroupType = 'group' | 'supergroup' | 'channel';

export interface ChatRecord {
  readonly id: number;
  readonly type: 'private' | GroupType;
  readonly title?: string;
  /** For groups and channels: whether the bot is a member. */
  hasBot?: boolean;
  readonly messages: ChatMessage[];
}

export interface BotIdentity {
  readonly id: number;
  readonly username: string;
  readonly firstName: string;
}

export interface WorldSnapshot {
  readonly people: PersonRecord[];
  readonly chats: ChatRecord[];
  readonly lastMessageId: number;
  readonly settings: Record<string, unknown>;
}

export type MessageDraft = Omit<ChatMessage, 'messageId' | 'chatId' | 'date'>;

/** People, their chats, and the bot's own settings. */
export class World {
  private readonly people = new Map<number, PersonRecord>();
  private readonly chats = new Map<number, ChatRecord>();
  private lastMessageId = 0;
  /** Commands, descriptions and the menu button, by method and language. */
  readonly settings = new Map<string, unknown>();

  constructor(
    public bot: BotIdentity,
    readonly changes: Changes,
  ) {}

  restore(snapshot: WorldSnapshot): void {
    for (const person of snapshot.people) this.people.set(person.id, person);
    for (const chat of snapshot.chats) this.chats.set(chat.id, chat);
    for (const [key, value] of Object.entries(snapshot.settings)) this.settings.set(key, value);
    this.lastMessageId = snapshot.lastMessageId;
  }

  snapshot(): WorldSnapshot {
    return {
      people: [...this.people.values()],
      chats: [...this.chats.values()],
      lastMessageId: this.lastMessageId,
      settings: Object.fromEntries(this.settings),
    };
  }

  everyone(): readonly PersonRecord[] {
    return [...this.people.values()];
  }

  person(id: number): PersonRecord | undefined {
    return this.people.get(id);
  }

  personByPhone(phone: string): PersonRecord | undefined {
    const digits = digitsOf(phone);
    return this.everyone().find((person) => digitsOf(person.phone) === digits);
  }

  /** Adds a person or updates a known one. Two accounts share a phone only if the caller gives the second one an id. */
  addPerson(profile: PersonProfile): PersonRecord {
    const { id, ...fields } = profile;
    const known = id === undefined ? this.personByPhone(profile.phone) : this.people.get(id);
    const person = known ?? this.stranger(id ?? this.freeAccountId(profile.phone), profile);
    this.people.set(person.id, person);
    this.change(person, fields);
    return person;
  }

  change(person: PersonRecord, fields: Partial<Omit<PersonRecord, 'id'>>): void {
    Object.assign(person, fields);
    this.changes.publish({ type: 'people' });
  }

  chat(id: number): ChatRecord | undefined {
    return this.chats.get(id);
  }

  privateChat(personId: number): ChatRecord {
    return this.findOrAddChat({ id: personId, type: 'private', messages: [] });
  }

  /** Creates a group without the bot. Supergroups and channels have their own range of ids, as at Telegram. */
  newGroup(type: GroupType): ChatRecord {
    const number = 1_000_001 + this.chats.size;
    const id = type === 'group' ? -number : -1_000_000_000_000 - number;
    return this.findOrAddChat({ id, type, title: 'Группа', hasBot: false, messages: [] });
  }

  append(chat: ChatRecord, draft: MessageDraft): ChatMessage {
    const messageId = ++this.lastMessageId;
    const message = { messageId, chatId: chat.id, date: unixNow(), ...draft };
    chat.messages.push(message);
    this.changes.publish({ type: 'chat', chatId: chat.id });
    return message;
  }

  replace(chat: ChatRecord, message: ChatMessage): void {
    const index = chat.messages.findIndex(({ messageId }) => messageId === message.messageId);
    chat.messages[index] = message;
    this.changes.publish({ type: 'chat', chatId: chat.id });
  }

  private findOrAddChat(newChat: ChatRecord): ChatRecord {
    const chat = this.chats.get(newChat.id) ?? newChat;
    this.chats.set(chat.id, chat);
    return chat;
  }

  private stranger(id: number, { firstName, phone }: PersonProfile): PersonRecord {
    return { id, firstName, phone, languageCode: 'ru', hasOpened: false, hasBlocked: false };
  }

  private freeAccountId(phone: string): number {
    let id = accountIdOf(phone);
    while (this.people.has(id)) id += 1;
    return id;
  }
}

export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

export function findMessage(chat: ChatRecord, messageId: number): ChatMessage | undefined {
  return chat.messages.find((message) => message.messageId === messageId && !message.deleted);
}

export interface ShownKeyboard {
  readonly messageId: number;
  readonly markup: ReplyKeyboard;
  /** A one-time keyboard hides once it was used. The app can open it again. */
  readonly isHidden: boolean;
}

/** The keyboard at the bottom of the chat: the newest one, unless the bot has removed it. */
export function replyKeyboardOf(chat: ChatRecord): ShownKeyboard | undefined {
  const later: ChatMessage[] = [];
  for (const message of [...chat.messages].reverse()) {
    const { messageId, replyMarkup: markup } = message;
    if (message.deleted) continue;
    if (message.from === 'bot' && markup && 'remove_keyboard' in markup) return undefined;
    if (message.from === 'bot' && markup && 'keyboard' in markup) {
      const isHidden = markup.one_time_keyboard === true && later.some((each) => usesKeyboard(each, markup));
      return { messageId, markup, isHidden };
    }
    later.push(message);
  }
  return undefined;
}

function usesKeyboard({ from, text, contact }: ChatMessage, { keyboard }: ReplyKeyboard): boolean {
  if (from !== 'person') return false;
  return keyboard
    .flat()
    .some((button) => (button.request_contact ? contact !== undefined : button.text === text));
}

/** The message that the app opens a reply to by itself: the newest one of the bot, until the person writes. */
export function forcedReplyOf(
  chat: ChatRecord,
): { readonly messageId: number; readonly markup: ForceReply } | undefined {
  for (const { from, messageId, replyMarkup: markup, deleted } of [...chat.messages].reverse()) {
    if (deleted) continue;
    if (from === 'person') return undefined;
    if (markup && 'force_reply' in markup) return { messageId, markup };
  }
  return undefined;
}
