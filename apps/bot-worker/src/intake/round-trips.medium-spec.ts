import type { SimulatedPerson } from '@app/simulator';
import { WorkerInProcess } from './spec/worker-in-process';

let worker: WorkerInProcess;
let phones = 0;

beforeAll(async () => {
  worker = await WorkerInProcess.start();
});

afterAll(async () => {
  await worker?.stop();
});

const SESSION_ID = '0199aaaa-0000-7000-8000-000000000000';

const freshPhone = (): string => `+7701${String(++phones).padStart(7, '0')}`;
/** Its digits are also a Brazilian number without its country code, so an account that holds it keeps it. */
const sharedPhone = (): string => `+7991234${String(++phones).padStart(4, '0')}`;

const stranger = (phone = freshPhone()): SimulatedPerson => {
  return worker.telegram.person({ firstName: 'Анна', phone }).markAsStarted();
};

async function owner(): Promise<SimulatedPerson> {
  const person = stranger();
  await worker.link(person);
  return person;
}

/** A press as Telegram reports it for a message that is too old to be shown. */
const press = ({ id }: SimulatedPerson, data: string): void => {
  const from = { id, is_bot: false, first_name: 'Анна' };
  const message = { message_id: 1, date: 0, chat: { id, type: 'private' } };
  const callback_query = { id: String(id), from, chat_instance: '1', data, message };
  worker.telegram.pushUpdate({ update_id: 2_000_000_000 + ++phones, callback_query });
};

const openLink = async (person: SimulatedPerson, target = person): Promise<void> =>
  void person.say(`/start ${await worker.requestCode(target)}`);

/** Opens the link of another phone, which is answered, and gives the chat a free slot again. */
async function awaitCode(person: SimulatedPerson): Promise<void> {
  await openLink(person);
  await worker.handleAll();
  await worker.freeSlotOf(person);
}

/** What the person does, and the round trips to Redis that are awaited one after another before the first answer starts. */
const ANSWERS: [string, number, () => Promise<void>][] = [
  ['a command of an owner', 2, async () => void (await owner()).say('/help')],
  ['a text of an owner', 2, async () => void (await owner()).say('привет')],
  ['the number of another person from an owner', 2, async () => void (await owner()).say('+77770000001')],
  ['a sticker of an owner', 2, async () => void (await owner()).send({ sticker: {} })],
  ['the question of /stop', 2, async () => void (await owner()).say('/stop')],
  ['the question of /logout_all', 2, async () => void (await owner()).say('/logout_all')],
  ['/sessions', 2, async () => void (await owner()).say('/sessions')],
  ['/shop', 2, async () => void (await owner()).say('/shop')],
  ['a button that ends a session', 2, async () => press(await owner(), `end:${SESSION_ID}`)],
  ['the button that asks for the name of the shop', 2, async () => press(await owner(), 'shop:name')],
  ['the button that keeps the name of the shop', 2, async () => press(await owner(), 'shop:name:keep')],
  ['"yes" to /stop', 2, async () => press(await owner(), 'stop:yes')],
  ['"yes" to /logout_all', 2, async () => press(await owner(), 'logout:yes')],
  ['an unknown button of an owner', 2, async () => press(await owner(), 'of-another-time')],
  ['the choice of a language', 2, async () => press(await owner(), 'language:uz')],
  ['a greeted stranger', 2, () => Promise.resolve(void stranger().say('/start'))],
  ['a text of a stranger', 2, () => Promise.resolve(void stranger().say('привет'))],
  ['an unknown button of a stranger', 2, () => Promise.resolve(press(stranger(), 'of-another-time'))],
  ['a contact of another person', 2, () => Promise.resolve(void stranger().sendContact({ user_id: 7 }))],
  ['a stranger who opens a link', 2, () => openLink(stranger())],
  [
    'a stranger who opens a dead link',
    2,
    () => Promise.resolve(void stranger().say(`/start ${'0'.repeat(24)}`)),
  ],
  ['an owner who opens a dead link', 2, async () => void (await owner()).say(`/start ${'0'.repeat(24)}`)],
  // These change a challenge after the claim of the update, and reserve a slot while they do.
  ['an owner who opens a link', 2, async () => openLink(await owner())],
  ['an owner who opens the link of another phone', 2, async () => openLink(await owner(), stranger())],
  [
    'the new phone of an owner',
    2,
    async () => {
      const person = await owner();
      person.changePhone(stranger().phone);
      person.shareContact();
    },
  ],
  ['/mute', 2, async () => void (await owner()).say('/mute')],
  ['/code', 2, async () => void (await owner()).say('/code')],
  [
    'the own number of an owner',
    2,
    async () => {
      const person = await owner();
      person.say(person.phone);
    },
  ],
  ['the button "get a code"', 2, async () => press(await owner(), 'code')],
  [
    'the button of a number',
    2,
    async () => {
      const person = await owner();
      await worker.requestCode(person);
      press(person, `approve-apart:${worker.requested}:07`);
    },
  ],
  ['a typed number', 2, async () => void (await owner()).say('07')],
  ['"it was not me" under a stolen token', 2, async () => press(await owner(), `not-my-token:${SESSION_ID}`)],
  ['"it was not me" under a relink', 2, async () => press(await owner(), 'not-my-relink:7:1')],
  [
    '"it was not me"',
    2,
    async () => {
      const person = await owner();
      await worker.requestCode(person);
      press(person, `not-me:${worker.requested}`);
    },
  ],
  ['a contact without a waiting code', 2, () => Promise.resolve(void stranger().shareContact())],
  [
    'a contact for which a code waits',
    2,
    async () => {
      const person = stranger();
      await worker.requestCode(person);
      await worker.untilParked();
      person.shareContact();
    },
  ],
  [
    'a contact after an opened link',
    2,
    async () => {
      const person = stranger();
      await awaitCode(person);
      person.shareContact();
    },
  ],
];

describe('the round trips to Redis before the answer to', () => {
  beforeAll(async () => {
    // The first call of a script loads it, which takes a round trip more.
    for (const [, , act] of ANSWERS) {
      await act();
      await worker.handleAll();
    }
  });

  it.each(ANSWERS)('%s are %i', async (_, expected, act) => {
    // A busy machine may miss the slot that it has reserved. It then reserves another one, which says nothing about the path.
    for (let tries = 3; ; tries--) {
      await act();
      const { answer, commands } = await worker.handleAll();
      const roundTrips = answer?.roundTrips;
      if (roundTrips !== expected && tries > 1) continue;
      return expect({ roundTrips, commands }).toEqual({ roundTrips: expected, commands });
    }
  });
});

describe('a stranger who has used up the answers', () => {
  /** Sends six updates of this kind, of which the last one is refused. */
  async function refused(act: (person: SimulatedPerson) => void): Promise<SimulatedPerson> {
    const phone = sharedPhone();
    await worker.link({ id: 7_000_000_000 + ++phones, phone });
    const person = stranger(phone);
    for (let sent = 0; sent < 5; sent++) {
      person.say(`${sent}`);
      await worker.freeSlotOf(person);
      await worker.handleAll();
    }
    for (const _ of [1, 2]) {
      act(person);
      await worker.freeSlotOf(person);
      await worker.handleAll();
    }
    return person;
  }

  it.each<[string, number, (person: SimulatedPerson) => void]>([
    ['text', 1, (person) => void person.say('more')],
    ['contact whose phone another account keeps', 1, (person) => void person.shareContact()],
    ['dead link', 2, (person) => void person.say(`/start ${'0'.repeat(24)}`)],
  ])('costs few commands for each further %s: %i', async (_, count, act) => {
    const person = await refused(act);
    act(person);
    const { answer, commands } = await worker.handleAll();
    expect({ answer, commands }).toEqual({ answer: undefined, commands: Array(count).fill('1 evalsha') });
  });
});
