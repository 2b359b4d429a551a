import { codeOf, type SimulatedPerson } from '@app/simulator';
import { receiveCode, signIn } from '@app/testing';
import { codeMessages, edited, lastIdOf, makeOlder, reply, Scene, textsAfter, withoutButtons } from './scene';

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.start();
});

afterAll(async () => {
  await scene?.stop();
});

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

describe('/stop', () => {
  it('changes nothing when the owner answers no', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    await reply(owner, '/stop', /Отвязать ваш номер/);
    const pressed = owner.press('Нет, оставить');
    await pressed.answered();
    await owner.waitForMessage(/всё осталось как было/);
    expect(await scene.accountOf(owner)).toBeDefined();
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('unlinks the phone and closes its codes when the owner answers yes', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    const asked = await requestInBot(owner);
    await reply(owner, '/stop', /Отвязать ваш номер/);
    await owner.press('Да, отвязать').answered();
    await owner.waitForMessage(/Номер отвязан/);

    expect(await scene.accountOf(owner)).toBeUndefined();
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
    expect(await scene.verify({ phone: owner.phone }, asked)).toBe('code_wrong');
    await scene.telegram.waitFor(() => codeMessages(owner).length === 0);
    await reply(owner, '/code', /Сначала поделитесь/);

    const parked = await scene.requestCode(owner.phone);
    await scene.eventsHandled();
    expect(scene.codesSentTo(owner)).toEqual([request.code, asked]);
    const shared = owner.shareContact();
    expect(await scene.verify(parked, await receiveCode(owner, shared.messageId))).toBe(200);
  });

  it('signs the shop out on all devices, as its question says', async () => {
    const owner = await scene.owner();
    const tokens = [(await scene.signIn(owner)).accessToken, (await scene.signIn(owner)).accessToken];
    const question = await reply(owner, '/stop', /на всех устройствах вход завершится/);
    await owner.press('Да, отвязать', question).answered();
    await owner.waitForMessage(/Номер отвязан, на всех устройствах выполнен выход/);
    for (const token of tokens) expect(await scene.me(token)).toBe('token_invalid');
    expect((await scene.activityOf(owner)).slice(-3).sort()).toEqual([
      ...['session_ended', 'session_ended', 'telegram_unlinked'],
    ]);
  });

  it('unlinks once when yes is pressed twice', async () => {
    const owner = await scene.owner();
    await reply(owner, '/stop', /Отвязать ваш номер/);
    owner.press('Да, отвязать');
    owner.press('Да, отвязать');
    await owner.waitForMessage(/К этому чату номер не привязан/);
  });

  it('acts on no button of a question that is answered', async () => {
    const owner = await scene.owner();
    const question = await reply(owner, '/stop', /Отвязать ваш номер/);
    await owner.press('Нет, оставить', question).answered();
    await owner.waitForMessage(/всё осталось как было/);
    await withoutButtons(owner, question);
    const late = await owner.press('stop:yes', question).answered();
    expect(late.text).toBe('На этот вопрос уже есть ответ');
    await scene.allHandled(owner);
    expect(await scene.accountOf(owner)).toBeDefined();
  });

  it('tells a stranger that no phone is linked', async () => {
    await reply(scene.stranger(), '/stop', /не привязан/);
  });
});

describe('/logout_all', () => {
  const ask = (owner: SimulatedPerson) => reply(owner, '/logout_all', /^Выйти на всех устройствах/);
  const confirm = async (owner: SimulatedPerson, wanted: RegExp) => {
    const question = await ask(owner);
    await owner.press('Да, выйти везде', question).answered();
    return owner.waitForMessage(wanted, { after: question });
  };

  it('ends every session of the shop and closes its codes when the owner answers yes', async () => {
    const owner = await scene.owner();
    const tokens = [(await scene.signIn(owner)).accessToken, (await scene.signIn(owner)).accessToken];
    const request = await scene.receiveCode(owner);
    const question = await ask(owner);
    for (const token of tokens) expect(await scene.me(token)).toBe(200);

    await owner.press('Да, выйти везде', question).answered();
    await owner.waitForMessage(/вышли на 2 устройствах/, { after: question });
    for (const token of tokens) expect(await scene.me(token)).toBe('token_invalid');
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
    await edited(owner, request.message, /больше не действует/);
    expect((await signIn(scene.product, owner)).isNewShop).toBe(false);
  });

  it('changes nothing when the owner answers no', async () => {
    const owner = await scene.owner();
    const { accessToken } = await scene.signIn(owner);
    const request = await scene.receiveCode(owner);
    const question = await ask(owner);
    await owner.press('Нет, остаться', question).answered();
    await owner.waitForMessage(/вход остаётся на всех устройствах/);
    expect(await scene.me(accessToken)).toBe(200);
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('does not end a later session when yes is pressed twice', async () => {
    const owner = await scene.owner();
    await scene.signIn(owner);
    const question = await ask(owner);
    await owner.press('Да, выйти везде', question).answered();
    await owner.waitForMessage(/вышли на 1 устройстве/, { after: question });
    await withoutButtons(owner, question);
    const { accessToken } = await scene.signIn(owner);
    const late = await owner.press('logout:yes', question).answered();
    expect(late.text).toBe('На этот вопрос уже есть ответ');
    await scene.allHandled(owner);
    expect(await scene.me(accessToken)).toBe(200);
  });

  it('asks again when its question is more than ten minutes old', async () => {
    const owner = await scene.owner();
    const { accessToken } = await scene.signIn(owner);
    const question = await ask(owner);
    makeOlder(question, 601);
    await owner.press('Да, выйти везде', question).answered();
    await owner.waitForMessage(/^Выйти на всех устройствах/, { after: question });
    expect(await scene.me(accessToken)).toBe(200);
  });

  it('says that no device is signed in', async () => {
    await confirm(await scene.owner(), /не вошли ни на одном/);
    await reply(scene.stranger(), '/logout_all', /Сначала поделитесь/);
  });
});
