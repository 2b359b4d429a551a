import { codeOf, type SimulatedPerson } from '@app/simulator';
import { codeMessages, edited, lastIdOf, reply, textsAfter, useScene } from './scene';

const scene = useScene();

const requestInBot = async (owner: SimulatedPerson): Promise<string> =>
  codeOf(await reply(owner, '/code', /ваш код для входа/))!;

describe('/code', () => {
  it('brings the owner a code that signs in', async () => {
    const owner = await scene.owner();
    expect(await scene.verify({ phone: owner.phone }, await requestInBot(owner))).toBe(200);
    await owner.waitForMessage(/Вход выполнен, код/);
    expect(codeMessages(owner)).toEqual([]);
  });

  it('replaces the former code when it is sent again', async () => {
    const owner = await scene.owner();
    const first = await requestInBot(owner);
    const [former] = codeMessages(owner);
    const second = await requestInBot(owner);
    await edited(owner, former!, /Вместо этого кода запрошен новый/);
    expect(codeMessages(owner).map(codeOf)).toEqual([second]);
    if (first !== second) expect(await scene.verify({ phone: owner.phone }, first)).toBe('code_wrong');
    expect(await scene.verify({ phone: owner.phone }, second)).toBe(200);
  });

  it('brings three codes a minute at most and then says how long to wait', async () => {
    const owner = await scene.owner();
    for (const _ of [1, 2, 3]) await requestInBot(owner);
    const answer = await reply(owner, '/code', /Слишком много кодов/);
    expect(answer.text).toMatch(
      /через (?:\d*[02-9])?(?:1 секунду|[2-4] секунды|[05-9] секунд|1\d секунд)\.$/,
    );
    expect(scene.codesSentTo(owner)).toHaveLength(3);
    expect(await scene.verify({ phone: owner.phone }, scene.codesSentTo(owner)[2]!)).toBe(200);
  });

  it('asks a stranger for the contact', async () => {
    const person = scene.stranger();
    await reply(person, '/code', /Сначала поделитесь своим номером/);
    await person.waitForMessage(/номер привязан/, { after: person.tap('📱 Поделиться номером') });
  });
});

describe('a typed phone number', () => {
  it.each([
    ['in full', (phone: string) => phone],
    ['without the plus', (phone: string) => phone.slice(1)],
    ['in national form', (phone: string) => phone.replace('+7', '8')],
    ['with brackets and dashes', (phone: string) => phone.replace(/^\+7(...)(...)(..)/, '8 ($1) $2-$3-')],
    ['with spaces', (phone: string) => phone.replace(/^\+7(...)(...)(..)/, ' +7 $1 $2 $3 ')],
  ])('brings its owner a code when it is written %s', async (_, format) => {
    const owner = await scene.owner();
    const message = await reply(owner, format(owner.phone), /ваш код для входа/);
    expect(await scene.verify({ phone: owner.phone }, codeOf(message)!)).toBe(200);
  });

  it('of another person brings an explanation and no code', async () => {
    const [owner, other] = [await scene.owner(), await scene.owner()];
    const answer = await reply(owner, other.phone, /не тот номер/);
    expect(answer.text).toContain('/code');
    await Promise.all([scene.allHandled(owner), scene.allHandled(other)]);
    expect([...scene.codesSentTo(owner), ...scene.codesSentTo(other)]).toEqual([]);
  });

  it('from a stranger brings a request for the contact and no code', async () => {
    const [person, owner] = [scene.stranger(), await scene.owner()];
    for (const phone of [person.phone, owner.phone]) {
      await reply(person, phone, /может набрать кто угодно.*Поделиться номером/s);
    }
    expect(person.keyboard?.keyboard.flat()[0]?.request_contact).toBe(true);
    await Promise.all([scene.allHandled(owner), scene.allHandled(person)]);
    expect([...scene.codesSentTo(owner), ...scene.codesSentTo(person)]).toEqual([]);
  });
});

describe('the bot', () => {
  const SERVICE_MESSAGES = [
    { pinned_message: { message_id: 1, date: 0, chat: { id: 1, type: 'private' } } },
    { message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 } },
    { chat_background_set: { type: { type: 'chat_theme', theme_name: '🏎' } } },
    { write_access_allowed: { from_request: true } },
    { a_future_kind: {} },
  ];

  it('answers /help with its commands', async () => {
    for (const person of [await scene.owner(), scene.stranger()]) {
      const { text } = await reply(person, '/help', /одноразовые коды/);
      expect(text.match(/\/\w+/g)).toEqual([
        ...['/code', '/sessions', '/shop', '/language', '/mute', '/logout_all', '/stop'],
      ]);
    }
  });

  it.each(['привет', '/nonsense', '123456', '🙂', '+7', '/start@another_bot'])(
    'answers %j with what to do next',
    async (text) => {
      await reply(await scene.owner(), text, /Нужен код для входа\? Нажмите кнопку/);
      await reply(scene.stranger(), text, /Здравствуйте/);
    },
  );

  it.each([
    ['a sticker', { sticker: { file_id: 'x', file_unique_id: 'y', type: 'regular', width: 1, height: 1 } }],
    ['a photo with words', { photo: [{ file_id: 'x', width: 1, height: 1 }], caption: '/code' }],
    ['a location', { location: { latitude: 43.2, longitude: 76.9 } }],
  ])('answers %s with what to do next', async (_, message) => {
    const owner = await scene.owner();
    const before = lastIdOf(owner);
    owner.send(message);
    await owner.waitForMessage(/Нужен код для входа\? Нажмите кнопку/, { after: before });
  });

  it('does not answer a service message', async () => {
    const [owner, stranger] = [await scene.owner(), scene.stranger()];
    const people = [owner, stranger];
    const sentTo = ({ id }: SimulatedPerson): number => scene.callsTo(id, 'sendMessage').length;
    const before = people.map(sentTo);
    for (const message of SERVICE_MESSAGES) owner.send(message);
    for (const message of SERVICE_MESSAGES.slice(-2)) stranger.send(message);
    await Promise.all(people.map((person) => scene.allHandled(person)));
    expect(people.map(sentTo)).toEqual(before.map((count) => count + 1));
  });

  it('answers an unknown button with a toast alone', async () => {
    const owner = await scene.owner();
    const last = owner.messages.at(-1)!;
    const toast = 'Эта кнопка больше не работает. Что я умею: /help';
    expect(await owner.press('of-another-time', last).answered()).toMatchObject({ text: toast });
    await scene.allHandled(owner);
    expect(textsAfter(owner, last)).toHaveLength(1);
  });
});
