import { SimulatedBot } from './bot-api/simulated-bot';
import { CraftedContact, SimulatedPerson } from './simulated-person';
import { ChatMessage } from './world/chat-message';
import { foundEntities } from './world/found-entities';
import { ImpossibleAction } from './world/impossible';
import { personMessage, PersonDraft } from './world/person-message';
import { apiMembership, ApiObject, apiUser } from './world/telegram-shapes';
import { ChatRecord } from './world/world';

/** A group, supergroup or channel that people may add the bot to. */
export class SimulatedGroup {
  constructor(
    private readonly chat: ChatRecord,
    private readonly bot: SimulatedBot,
  ) {}

  get chatId(): number {
    return this.chat.id;
  }

  get hasBot(): boolean {
    return this.chat.hasBot === true;
  }

  get messages(): readonly ChatMessage[] {
    return this.chat.messages;
  }

  /** A channel accepts a bot only as an administrator. */
  addBot(by: SimulatedPerson): this {
    return this.changeMembership(by, 'left', this.chat.type === 'channel' ? 'administrator' : 'member');
  }

  removeBot(by: SimulatedPerson): this {
    return this.changeMembership(by, 'member', 'kicked');
  }

  say(by: SimulatedPerson, text: string): ChatMessage {
    return this.write(by, { text, entities: foundEntities(text) });
  }

  sendContact(by: SimulatedPerson, crafted: CraftedContact = {}): ChatMessage {
    return this.write(by, { contact: crafted });
  }

  /** Sends a message with these fields of the Bot API, for instance `new_chat_members`. */
  send(by: SimulatedPerson, fields: ApiObject): ChatMessage {
    return this.write(by, { other: fields });
  }

  private changeMembership(person: SimulatedPerson, from: string, to: string): this {
    const { world, updates } = this.bot;
    this.chat.hasBot = to !== 'kicked';
    const by = apiUser(person.profile);
    updates.push('my_chat_member', apiMembership(world, this.chat, { by, from, to }));
    return this;
  }

  /** Sends the message to the bot only if the bot is in the group. */
  private write({ profile }: SimulatedPerson, draft: PersonDraft): ChatMessage {
    if (this.chat.type === 'channel')
      throw new ImpossibleAction('people write posts into a channel, not messages');
    const { world, updates } = this.bot;
    const { message, update } = personMessage(world, this.chat, profile, draft);
    if (this.hasBot) updates.push('message', update);
    return message;
  }
}
