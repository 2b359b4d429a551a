import { apiBot } from '../world/telegram-shapes';
import { World } from '../world/world';
import { badRequest } from './api-error';
import { isRecord, Params } from './params';
import { SimulatedBot } from './simulated-bot';

export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

export function getMe({ world }: SimulatedBot): unknown {
  return {
    ...apiBot(world.bot),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

export function answerCallbackQuery({ callbacks }: SimulatedBot, params: Params): unknown {
  const text = params.text('text');
  if ([...text].length > 200) throw badRequest('MESSAGE_TOO_LONG');
  callbacks.answer(params.text('callback_query_id'), {
    text,
    showAlert: params.isTrue('show_alert'),
    ...(params.has('url') && { url: params.text('url') }),
  });
  return true;
}

export function setMyCommands({ world }: SimulatedBot, params: Params): unknown {
  const commands = (params.list('commands') ?? []).map(readCommand);
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  world.settings.set(commandsKey(params), commands);
  world.changes.publish({ type: 'people' });
  return true;
}

export function getMyCommands({ world }: SimulatedBot, params: Params): unknown {
  return world.settings.get(commandsKey(params)) ?? [];
}

export function deleteMyCommands({ world }: SimulatedBot, params: Params): unknown {
  world.settings.delete(commandsKey(params));
  world.changes.publish({ type: 'people' });
  return true;
}

/** Returns the description that an empty chat shows: that of the person's language, else the one without a language. */
export function descriptionFor({ settings }: World, languageCode: string): string {
  const texts = [languageCode, ''].map((code) => settings.get(`description ${code}`));
  return texts.find((text) => typeof text === 'string') ?? '';
}

/** Returns the name of the bot in the person's language, else the one that it was created with. */
export function nameFor({ settings, bot }: World, languageCode: string): string {
  const names = [languageCode, ''].map((code) => settings.get(`name ${code}`));
  return names.find((text) => typeof text === 'string') ?? bot.firstName;
}

/** Returns the commands that the chat's menu shows: those of the person's language, else those without a language. */
export function commandsFor(world: World, languageCode: string): readonly BotCommand[] {
  const scopes = ['{"type":"all_private_chats"}', ''];
  const keys = scopes.flatMap((scope) => [`commands ${scope} ${languageCode}`, `commands ${scope} `]);
  const found = keys.map((key) => world.settings.get(key)).find((commands) => commands !== undefined);
  return (found ?? []) as readonly BotCommand[];
}

/** Returns a method that stores one text of the bot's profile by language. */
export function storeProfileText(name: string, maxLength: number) {
  return ({ world }: SimulatedBot, params: Params): unknown => {
    if ([...params.text(name)].length > maxLength) throw badRequest(`${name.toUpperCase()}_TOO_LONG`);
    const key = `${name} ${languageCodeIn(params)}`;
    // An empty text removes the one of this language.
    if (params.has(name)) world.settings.set(key, params.text(name));
    else world.settings.delete(key);
    world.changes.publish({ type: 'people' });
    return true;
  };
}

/** Returns a method that reads the text of the bot's profile that is set for exactly this language. */
export function readProfileText(name: string) {
  return ({ world }: SimulatedBot, params: Params): unknown => ({
    [name]: world.settings.get(`${name} ${languageCodeIn(params)}`) ?? '',
  });
}

export function setChatMenuButton({ world }: SimulatedBot, params: Params): unknown {
  world.settings.set(`menu_button ${params.text('chat_id')}`, params.json('menu_button'));
  return true;
}

function commandsKey(params: Params): string {
  const scope = params.json('scope');
  const isForAll = !isRecord(scope) || scope['type'] === 'default';
  return `commands ${isForAll ? '' : JSON.stringify(scope)} ${languageCodeIn(params)}`;
}

function languageCodeIn(params: Params): string {
  const code = params.text('language_code');
  if (!/^([a-z]{2})?$/.test(code)) throw badRequest('invalid language code specified');
  return code;
}

function readCommand(value: unknown): BotCommand {
  if (!isRecord(value)) throw badRequest("can't parse BotCommand: expected an Object");
  const command = commandText(value, 'command').replace(/^\//, '');
  const description = commandText(value, 'description');
  refuseWrongLength('command', command, 32);
  refuseWrongLength('command description', description, 256);
  if (!/^[a-z0-9_]+$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  return { command, description };
}

function commandText(value: Record<string, unknown>, name: string): string {
  const text = value[name];
  if (typeof text !== 'string')
    throw badRequest(`can't parse BotCommand: Field "${name}" must be of type String`);
  return text.trim();
}

function refuseWrongLength(what: string, text: string, maxLength: number): void {
  if (text === '') throw badRequest(`${what} must be non-empty`);
  if ([...text].length > maxLength) throw badRequest(`${what} length must not exceed ${maxLength}`);
}
