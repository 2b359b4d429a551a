import { Redis } from 'ioredis';
import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { testRedisUrl, until } from '@app/testing';
import { botMessages, edited, reply, useScene } from './scene';
import { inEachLanguage } from './speaker';

const CHROME = {
  'User-Agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/130.0 Safari/537.36',
  'X-Forwarded-For': '203.0.113.7',
};
const SAFARI = {
  'User-Agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1',
  'X-Forwarded-For': '192.168.1.20',
};
const UNKNOWN = { 'User-Agent': '<b>curl</b> {{title}}', 'X-Forwarded-For': '2001:db8::7' };

const scene = useScene({ env: { TRUST_PROXY: '1' } });

const labels = (message: ChatMessage): string[] => inlineButtonsOf(message).map(({ text }) => text);

/** The message as the chat shows it now. */
const now = (person: SimulatedPerson, { messageId }: ChatMessage): ChatMessage =>
  person.messages.find((message) => message.messageId === messageId)!;

const listOf = async (owner: SimulatedPerson): Promise<ChatMessage> => {
  const asked = owner.say('/sessions');
  return owner.waitForMessage((message) => labels(message).some((label) => label.startsWith('✖')), {
    after: asked,
  });
};

describe('/sessions in each language', () => {
  it(
    'lists browser, address and last activity, and ends the chosen session at once',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const phone = await scene.signIn(owner, SAFARI);
      const desktop = await scene.signIn(owner, CHROME);
      const list = await listOf(owner);
      const origin = speaker.text('bot.origin.device', { device: 'Chrome, Windows', ip: '203.0.113.7' });
      const ago = { ago: '@' };
      const [first, second] = [`Safari, iPhone`, origin].map(
        (shown, index) =>
          speaker.text('bot.sessions.item', { number: 2 - index, origin: shown, ...ago }).split('@')[0]!,
      );
      const paragraphs = list.text.split('\n\n');
      expect(paragraphs).toEqual([
        speaker.text('bot.sessions.title'),
        expect.stringMatching(startingWith(second!)),
        expect.stringMatching(startingWith(first!)),
        speaker.text('bot.sessions.hint'),
      ]);
      const everywhere = speaker.text('bot.button.logoutAll');
      expect(labels(list)).toEqual(['✖ 1. Chrome, Windows', '✖ 2. Safari, iPhone', everywhere]);

      const ended = await owner.press('✖ 2. Safari, iPhone', list).answered();
      expect(ended.text).toBe(speaker.text('bot.sessions.endedToast'));
      expect(await scene.me(phone.accessToken)).toBe('token_invalid');
      expect(await scene.me(desktop.accessToken)).toBe(200);
      const done = speaker.text('bot.sessions.ended', { device: 'Safari, iPhone' });
      await owner.waitForMessage(
        ({ messageId, text }) => messageId === list.messageId && text.startsWith(done),
      );
      expect(labels(now(owner, list))).toEqual(['✖ 1. Chrome, Windows', everywhere]);
      expect(botMessages(owner).filter((message) => labels(message).includes(everywhere))).toHaveLength(1);

      await owner.press('✖ 1. Chrome, Windows', list).answered();
      expect(await scene.me(desktop.accessToken)).toBe('token_invalid');
      const none = speaker.text('bot.sessions.none');
      await owner.waitForMessage(
        ({ messageId, text }) => messageId === list.messageId && text.endsWith(none),
      );
      expect(labels(now(owner, list))).toEqual([]);
    }),
  );

  it(
    'says what to do first to a stranger and to an owner without a shop, and that nobody is signed in',
    inEachLanguage(scene, async (speaker) => {
      await speaker.says(speaker.stranger(), '/sessions', 'bot.shareFirst');
      const owner = await speaker.owner();
      const noShop = await speaker.says(owner, '/sessions', 'bot.noShop');
      await owner.press(speaker.text('bot.button.getCode'), noShop).answered();
      const code = await owner.waitForMessage(({ entities }) => entities.some(({ type }) => type === 'code'));
      expect(await scene.verify({ phone: owner.phone }, code.text.slice(0, 6))).toBe(200);
      const list = await listOf(owner);
      await owner.press(inlineButtonsOf(list)[0]!.text, list).answered();
      await speaker.says(owner, '/sessions', 'bot.sessions.none');
    }),
  );

  it(
    'answers a press on a session that has ended, and shows the list anew',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      await scene.signIn(owner, SAFARI);
      const { accessToken } = await scene.signIn(owner, CHROME);
      const list = await listOf(owner);
      const authorization = { Authorization: `Bearer ${accessToken}` };
      await scene.product.post('/api/auth/logout', { scope: 'this' }, authorization);
      const late = await owner.press('✖ 1. Chrome, Windows', list).answered();
      expect(late.text).toBe(speaker.text('bot.sessions.goneToast'));
      await owner.waitForMessage(
        (message) => message.messageId === list.messageId && labels(message)[0] === '✖ 1. Safari, iPhone',
      );
    }),
  );
});

const startingWith = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

describe('/sessions', () => {
  it('shows no character of a user agent', async () => {
    const owner = await scene.owner();
    await scene.signIn(owner, UNKNOWN);
    const list = await listOf(owner);
    expect(list.text).toContain('1. неизвестный браузер, неизвестная система, IP-адрес 2001:db8::7');
    expect(list.text).not.toMatch(/curl|title/);
  });

  it('ends a session once, publishes and records it, even if its button is pressed ten times at once', async () => {
    const subscriber = new Redis(testRedisUrl());
    const received: unknown[] = [];
    subscriber.on('message', (_, text: string) =>
      received.push((JSON.parse(text) as { data: unknown }).data),
    );
    await subscriber.subscribe(`${scene.product.namespace}.session.revoked`);
    try {
      const owner = await scene.owner();
      const { accessToken, shop } = await scene.signIn(owner, CHROME);
      const [, list] = [await scene.signIn(owner, SAFARI), await listOf(owner)];
      for (let press = 0; press < 10; press++) owner.press('✖ 2. Chrome, Windows', list);
      await until(() => received.length > 0);
      await scene.allHandled(owner);
      expect(received).toEqual([{ v: 1, shopId: shop.id, sessionId: expect.any(String) as string }]);
      expect((await scene.activityOf(owner)).filter((event) => event === 'session_ended')).toHaveLength(1);
      expect(await scene.me(accessToken)).toBe('token_invalid');
    } finally {
      subscriber.disconnect();
    }
  });

  it('ends nothing for another account that sends the data of a button', async () => {
    const [owner, other] = [await scene.owner(), await scene.owner()];
    const [ours, theirs] = [await scene.signIn(owner, CHROME), await scene.signIn(other, SAFARI)];
    const data = inlineButtonsOf(await listOf(owner))[0]!.callback_data!;
    expect(data).toMatch(/^end:[0-9a-f-]{36}$/);
    const list = await listOf(other);
    const answer = await other.press(data, list).answered();
    expect(answer.text).toBe('Там уже выполнен выход');
    await scene.allHandled(other);
    for (const { accessToken } of [ours, theirs]) expect(await scene.me(accessToken)).toBe(200);
    expect(labels(now(other, list))[0]).toBe('✖ 1. Safari, iPhone');
  });

  it('closes its list when the phone is unlinked, and shows the sessions of the phone that is linked then', async () => {
    const owner = await scene.owner();
    await scene.signIn(owner, CHROME);
    const list = await listOf(owner);
    await reply(owner, '/stop', /Отвязать/);
    await owner.press('Да, отвязать').answered();
    await owner.waitForMessage(/Номер отвязан/);
    owner.press('✖ 1. Chrome, Windows', list);
    await edited(owner, list, /^Этот список больше не действует\.$/);
    await owner.waitForMessage(/^Сначала поделитесь своим номером/);

    owner.changePhone(scene.freshPhone());
    await owner.waitForMessage(/номер привязан/, { after: owner.shareContact() });
    const { accessToken } = await scene.signIn(owner, SAFARI);
    const fresh = await listOf(owner);
    owner.press(`end:${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`, list);
    await edited(owner, list, /Safari, iPhone/);
    expect(labels(now(owner, fresh))).toHaveLength(2);
    expect(await scene.me(accessToken)).toBe(200);
  });

  it('lists ten sessions in one message', async () => {
    const owner = await scene.owner();
    for (let count = 0; count < 10; count++) await scene.signIn(owner, UNKNOWN);
    const list = await listOf(owner);
    expect(labels(list)).toHaveLength(11);
    expect(labels(list)[9]).toBe('✖ 10. неизвестный браузер, неизвестная система');
  });

  it('leads to /logout_all, which asks first', async () => {
    const owner = await scene.owner();
    const { accessToken } = await scene.signIn(owner, CHROME);
    const list = await listOf(owner);
    await owner.press('Выйти везде', list).answered();
    const question = await owner.waitForMessage(/^Выйти на всех устройствах/, { after: list });
    expect(await scene.me(accessToken)).toBe(200);
    await owner.press('Да, выйти везде', question).answered();
    await owner.waitForMessage(/вышли на 1 устройстве/);
    expect(await scene.me(accessToken)).toBe('token_invalid');
  });
});
