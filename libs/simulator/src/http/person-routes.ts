import { ServerResponse } from 'node:http';
import { commandsFor, descriptionFor, nameFor } from '../bot-api/profile-methods';
import { Payload } from '../bot-api/params';
import { SimulatedBot } from '../bot-api/simulated-bot';
import { People } from '../people';
import { SimulatedPerson } from '../simulated-person';
import { Receiver } from '../updates/receiver';
import { Changes } from '../world/changes';
import { digitsOf } from '../world/phone-digits';
import { ApiObject } from '../world/telegram-shapes';
import { PersonProfile } from '../world/world';
import { chatRead, chatStream, chatWrite, optionalTextIn, textIn } from './chat-route';
import { HttpError } from './http-error';
import { HttpRequest, Route } from './http-server';

type Action = (person: SimulatedPerson, body: Payload, people: People) => unknown;

/** The actions of a person that the chat page offers. */
const actions: Readonly<Record<string, Action>> = {
  say: (person, body) => {
    const text = textIn(body, 'text');
    return body['replyTo'] === undefined ? person.say(text) : person.reply(Number(body['replyTo']), text);
  },
  edit: (person, body) => person.edit(Number(body['messageId']), textIn(body, 'text')),
  media: (person, body) => {
    const { fields, shownText } = mediaIn(body);
    return person.send(fields, shownText);
  },
  start: (person, body) => person.start(optionalTextIn(body, 'payload').payload),
  press: (person, body) => {
    const messageId = Number(body['messageId']);
    return { callbackQueryId: person.press(textIn(body, 'data'), { messageId }).callbackQueryId };
  },
  tap: (person, body) => person.tap(textIn(body, 'text')),
  contact: (person) => person.shareContact(),
  'contact-of': (person, body, people) =>
    person.sendContactOf(requirePerson(people, body['personId']), { forwarded: body['forwarded'] === true }),
  language: (person, body) => person.changeLanguage(languageCodeIn(body)),
  block: (person) => person.block(),
  unblock: (person) => person.unblock(),
};

export function personRoutes(bot: SimulatedBot, people: People, receiver: Receiver): readonly Route[] {
  const { world } = bot;
  return [
    chatStream(/^\/chat\/events$/, (response) => streamChanges(world.changes, receiver, response)),
    chatRead(/^\/chat\/state$/, () => ({
      bot: world.bot,
      receiver: { state: receiver.state, reason: receiver.reason },
      people: people.all().map(summary),
    })),
    chatRead(/^\/chat\/people\/(\d+)$/, (request) => {
      return chatOf(bot, personIn(people, request));
    }),
    chatWrite(/^\/chat\/people$/, (_request, body) => summary(addPerson(people, profileIn(body)))),
    chatWrite(/^\/chat\/people\/(\d+)\/([a-z-]+)$/, (request, body) => {
      const act = actions[request.groups[1] ?? ''];
      if (!act) throw new HttpError(404, 'a person cannot do that');
      return act(personIn(people, request), body, people);
    }),
  ];
}

/** The chat with what the app shows around it: keyboards, and the profile of the bot in the person's language. */
function chatOf({ world, updates }: SimulatedBot, person: SimulatedPerson) {
  const { languageCode } = person.profile;
  return {
    ...summary(person),
    messages: person.messages,
    keyboard: person.keyboard,
    hiddenKeyboard: person.hiddenKeyboard,
    forcedReply: person.forcedReply,
    waitingUpdates: updates.pendingOf(person.id).length,
    botName: nameFor(world, languageCode),
    commands: commandsFor(world, languageCode),
    description: descriptionFor(world, languageCode),
  };
}

function summary(person: SimulatedPerson) {
  return { ...person.profile, lastMessage: person.messages.at(-1) };
}

/** Refuses a phone that another person has, because adding it would rename that person. The page shows the error text. */
function addPerson(people: People, profile: PersonProfile): SimulatedPerson {
  const holder = people.withPhone(profile.phone)?.profile;
  if (holder)
    throw new HttpError(
      409,
      `Номер ${profile.phone} уже есть: это ${holder.firstName}. Выберите этого человека в списке.`,
    );
  return people.add(profile);
}

function profileIn(body: Payload): PersonProfile {
  const phone = textIn(body, 'phone').trim();
  if (!/^\+?\d[\d ()-]{6,22}$/.test(phone))
    throw new HttpError(400, '"phone" must be an international number');
  return {
    firstName: textIn(body, 'firstName').trim(),
    phone: `+${digitsOf(phone)}`,
    ...optionalTextIn(body, 'lastName'),
    ...optionalTextIn(body, 'username'),
    ...optionalTextIn(body, 'languageCode'),
  };
}

const file = { file_id: 'simulated', file_unique_id: 'simulated' };
const media: Readonly<Record<string, { fields: ApiObject; shownText: string }>> = {
  sticker: {
    fields: { sticker: { ...file, type: 'regular', width: 512, height: 512, emoji: '👍' } },
    shownText: '👍 Стикер',
  },
  voice: { fields: { voice: { ...file, duration: 3 } }, shownText: '🎤 Голосовое сообщение, 0:03' },
  photo: { fields: { photo: [{ ...file, width: 640, height: 480 }] }, shownText: '🖼 Фотография' },
};

function mediaIn(body: Payload) {
  const found = media[textIn(body, 'kind')];
  if (!found) throw new HttpError(400, `"kind" must be one of ${Object.keys(media).join(', ')}`);
  return found;
}

function languageCodeIn(body: Payload): string {
  const code = textIn(body, 'languageCode');
  if (!/^[a-z]{2,3}(-[A-Za-z]{2,8})*$/.test(code))
    throw new HttpError(400, '"languageCode" must be an IETF language tag');
  return code;
}

function personIn(people: People, { groups }: HttpRequest): SimulatedPerson {
  return requirePerson(people, groups[0]);
}

function requirePerson(people: People, id: unknown): SimulatedPerson {
  const person = people.find(Number(id));
  if (!person) throw new HttpError(404, 'nobody has this account');
  return person;
}

const heartbeatMs = 20_000;

/** Sends each change as a server-sent event. The page then fetches what has changed. */
function streamChanges(changes: Changes, receiver: Receiver, response: ServerResponse): void {
  response.write('retry: 1000\n\n');
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
  const unsubscribe = changes.subscribe((change) => {
    if (change.type === 'call') return;
    // The page shows how many updates wait only while nothing receives them.
    if (change.type === 'update' && receiver.state === 'present') return;
    response.write(`data: ${JSON.stringify(change)}\n\n`);
  });
  response.once('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}
