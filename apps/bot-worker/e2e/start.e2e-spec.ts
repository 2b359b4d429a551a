import { codeOf } from '@app/simulator';
import { linkPhone } from '@app/testing';
import { codeMessages, lastIdOf, reply, textsAfter, useScene } from './scene';

const CHROME_ON_ANDROID =
  'Mozilla/5.0 (Linux; Android 14; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

const scene = useScene();

describe('/start', () => {
  it('greets a stranger and asks for the contact with a button', async () => {
    const person = scene.stranger();
    await reply(person, '/start', /Здравствуйте.*Поделиться номером/s);
    expect(person.keyboard?.keyboard.flat()).toEqual([
      { text: '📱 Поделиться номером', request_contact: true },
    ]);
    const shared = person.tap('📱 Поделиться номером');
    await person.waitForMessage(/номер привязан/, { after: shared });
    expect(person.keyboard).toBeUndefined();
  });

  it('offers an owner a button that brings a code', async () => {
    const owner = await scene.owner();
    await reply(owner, '/start', /С возвращением/);
    const press = owner.press('Получить код');
    expect(await press.answered()).toMatchObject({ text: '' });
    const message = await owner.waitForMessage(/ваш код для входа/);
    expect(message.text).toContain('Вы попросили его в этом чате.');
    expect(await scene.verify({ phone: owner.phone }, codeOf(message)!)).toBe(200);
  });
});

describe('the link of the sign-in page', () => {
  it('shows a stranger the origin of the request and brings the code after the contact', async () => {
    const person = scene.stranger();
    const request = await scene.requestCode(person.phone, { 'User-Agent': CHROME_ON_ANDROID });
    const opened = person.openLink(request.telegram.link);
    const answer = await person.waitForMessage(/Поделиться номером/, { after: opened });
    expect(answer.text).toMatch(/Chrome, Android\.$/m);
    expect(scene.codesSentTo(person)).toEqual([]);

    const shared = person.shareContact();
    await person.waitForMessage(/номер привязан/, { after: shared });
    const message = await person.waitForMessage(/ваш код для входа/, { after: shared });
    expect(message.text).toMatch(/Chrome, Android\.$/m);
    expect(await scene.verify(request, codeOf(message)!)).toBe(200);
  });

  it.each([
    ['<b>x</b> Chrome', '<b>x', /неизвестный браузер, неизвестная система/],
    ['<a href="https://evil.example">x</a> Chrome/1', 'evil', /Chrome, неизвестная система/],
    ['&lt;i&gt; {{code}} $t(bot.help) Firefox/9 Windows', '{{', /Firefox, Windows/],
    ['', 'undefined', /неизвестный браузер, неизвестная система/],
  ])('shows no markup of the user agent %j', async (userAgent, forbidden, origin) => {
    const person = scene.stranger();
    const { telegram } = await scene.requestCode(person.phone, { 'User-Agent': userAgent });
    const answer = await reply(person, `/start ${new URL(telegram.link).searchParams.get('start')}`, origin);
    const shared = person.shareContact();
    const message = await person.waitForMessage(/ваш код для входа/, { after: shared });
    expect(message.text).toMatch(origin);
    for (const { text, entities } of [answer, message]) {
      expect(text).not.toContain(forbidden);
      expect(text).not.toMatch(/[<>&{}$]/);
      expect(entities.filter(({ type }) => type !== 'code' && type !== 'bot_command')).toEqual([]);
    }
  });

  it('answers an owner who already has the code that it is above', async () => {
    const owner = await scene.owner();
    const { telegram, message, code, ...request } = await scene.receiveCode(owner);
    const opened = owner.openLink(telegram.link);
    await owner.waitForMessage(/уже в этом чате/, { after: opened });
    await scene.allHandled(owner);
    expect(scene.codesSentTo(owner)).toEqual([code]);
    expect(message.messageId).toBeLessThan(opened.messageId);
    expect(await scene.verify(request, code)).toBe(200);
  });

  it('can be opened again by the owner', async () => {
    const owner = await scene.owner();
    const { telegram } = await scene.receiveCode(owner);
    for (const _ of [1, 2]) {
      await owner.waitForMessage(/уже в этом чате/, { after: owner.openLink(telegram.link) });
      // Repeats that arrive while the link is being answered get no answer of their own.
      await scene.allHandled(owner);
    }
  });

  it('brings no code to an owner with another number and stays valid', async () => {
    const person = scene.stranger();
    const other = await scene.owner();
    const request = await scene.requestCode(person.phone);
    const opened = other.openLink(request.telegram.link);
    const answer = await other.waitForMessage(/другой номер/, { after: opened });
    expect(answer.text).not.toMatch(/\d/);
    await scene.allHandled(other);
    expect(scene.codesSentTo(other)).toEqual([]);

    person.openLink(request.telegram.link);
    await person.waitForMessage(/На странице входа ждут код/);
    person.shareContact();
    const message = await person.waitForMessage(/ваш код для входа/);
    expect(await scene.verify(request, codeOf(message)!)).toBe(200);
  });

  it('brings no code to a stranger with another number', async () => {
    const person = scene.stranger();
    const other = scene.stranger();
    const request = await scene.requestCode(person.phone);
    other.openLink(request.telegram.link);
    await other.waitForMessage(/На странице входа ждут код/);
    const answer = await other.waitForMessage(/другой номер/, { after: other.shareContact() });
    expect(answer.text).not.toMatch(/\d/);
    await scene.allHandled(other);
    expect(scene.codesSentTo(other)).toEqual([]);
    expect(await scene.verify(request, '000000')).toBe('code_wrong');
  });

  it.each(['garbage', '0'.repeat(24), '00AAAAAAAAAAAAAAAAAAAAAA', 'a b c', '-'])(
    'is refused with the invalid token %j',
    async (token) => {
      const person = scene.stranger();
      await reply(person, `/start ${token}`, /ссылка больше не действует/);
      await reply(await scene.owner(), `/start ${token}`, /ссылка больше не действует/);
    },
  );

  it('is refused after its code was used', async () => {
    const owner = await scene.owner();
    const { code, linkToken, ...request } = await scene.receiveCode(owner);
    expect(await scene.verify(request, code)).toBe(200);
    await reply(owner, `/start ${linkToken}`, /ссылка больше не действует/);
    await reply(scene.stranger(), `/start ${linkToken}`, /ссылка больше не действует/);
  });
});

describe('a contact that is shared without a link', () => {
  it('brings every waiting code of the phone with its origin', async () => {
    const person = scene.stranger();
    const requests = [
      await scene.requestCode(person.phone, { 'User-Agent': CHROME_ON_ANDROID }),
      await scene.requestCode(person.phone, {
        'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/131.0',
      }),
    ];
    await linkPhone(person);
    await scene.telegram.waitFor(() => codeMessages(person).length === 2);
    const texts = codeMessages(person).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('Chrome, Android'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('Firefox, Linux'))).toHaveLength(1);
    const codes = scene.codesSentTo(person);
    const outcomes = await Promise.all(
      requests.map(async (request) => {
        for (const code of codes) if ((await scene.verify(request, code)) === 200) return 'verified';
        return 'no code';
      }),
    );
    expect(outcomes).toEqual(['verified', 'verified']);
  });

  it('brings no code when none waits', async () => {
    const person = scene.stranger();
    const before = person.start();
    await linkPhone(person);
    await scene.allHandled(person);
    expect(textsAfter(person, before).filter((text) => /ваш код/.test(text))).toEqual([]);
    expect(lastIdOf(person)).toBeGreaterThan(before.messageId);
  });
});
