import { type Language, LANGUAGES, type RequestOtpAnswer, type VerifyOtpAnswer } from '@app/contract';
import { codeOf, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { asOwner } from '@app/testing';
import { botMessages, edited, lastIdOf, reply, useScene } from './scene';
import { type Words, WORDS } from './words';

const otherThan = (language: Language): Language => (language === 'uz' ? 'en' : 'uz');

const scene = useScene();

function personWith(telegramLanguage: string): SimulatedPerson {
  const person = scene.stranger();
  person.changeLanguage(telegramLanguage);
  return person;
}

/** Requests a code as a page in this language does. */
async function requestOn(phone: string, language?: Language): Promise<RequestOtpAnswer> {
  const asked = await scene.product.post<RequestOtpAnswer>('/api/auth/request-otp', {
    phone,
    ...(language !== undefined && { language }),
  });
  return asked.body;
}

async function signedIn(target: { challengeId: string } | { phone: string }, code: string) {
  const subject = 'challengeId' in target ? { challengeId: target.challengeId } : { phone: target.phone };
  const verified = await scene.product.post<VerifyOtpAnswer>('/api/auth/verify-otp', { ...subject, code });
  return verified.body;
}

async function shopLanguageOf({ phone }: SimulatedPerson): Promise<unknown> {
  const [row] = await asOwner<{ language: string }>(
    scene.product.database.url,
    'select language from shops where phone = $1',
    [phone],
  );
  return row?.language;
}

/** Links the phone without a page. */
async function link(person: SimulatedPerson): Promise<void> {
  await person.waitForMessage(() => true, { after: person.shareContact() });
}

async function chooseLanguage(person: SimulatedPerson, name: string): Promise<string> {
  const offered = await person.waitForMessage(
    (message) => inlineButtonsOf(message).some(({ text }) => text === name),
    { after: person.say('/language') },
  );
  const names = inlineButtonsOf(offered).map(({ text }) => text);
  expect(names).toEqual(['Русский', 'English', 'Қазақша', 'O‘zbekcha']);
  await person.press(name).answered();
  return (await person.waitForMessage(/./, { after: offered })).text;
}

/** Runs at once in all languages, because each waits for the bot most of the time. */
const inEachLanguage = (work: (language: Language, words: Words) => Promise<void>) => () =>
  Promise.all(LANGUAGES.map((language) => work(language, WORDS[language])));

const comesFromAPage = async (language: Language, words: Words): Promise<void> => {
  const person = personWith(otherThan(language));
  const request = await requestOn(person.phone, language);
  await person.waitForMessage(words.waiting, { after: person.openLink(request.telegram.link) });
  const shared = person.tap(words.share);
  const message = await person.waitForMessage(words.code, { after: shared });
  await person.waitForMessage(words.linked, { after: shared });
  expect(inlineButtonsOf(message).map(({ text }) => text)).toContain(words.notMe);

  const { shop, isNewShop } = await signedIn(request, codeOf(message)!);
  expect({ isNewShop, language: shop.language }).toEqual({ isNewShop: true, language });
  await edited(person, message, words.used);
  await reply(person, '/help', words.help);
  await reply(person, '/code', words.asked);
  await reply(person, '/logout_all', words.logout);
  await person.press(words.logoutYes).answered();
  await person.waitForMessage(words.signedOut);
  await reply(person, '/stop', words.stop);
  await person.press(words.stopYes).answered();
  await person.waitForMessage(words.unlinked);
  await reply(person, '/code', words.shareFirst);
};

const readsThePageInTheSameLanguage = async (language: Language, words: Words): Promise<void> => {
  const person = personWith(language);
  await reply(person, '/start', words.greeting);
  await person.waitForMessage(words.linked, { after: person.tap(words.share) });
  const request = await requestOn(person.phone, language);
  const message = await person.waitForMessage(words.code);
  expect((await signedIn(request, codeOf(message)!)).shop.language).toBe(language);
};

describe('a person who comes from a page in any of the four languages', () => {
  it(
    'is answered in it from the link to the sign-in, and the new shop keeps it',
    inEachLanguage(comesFromAPage),
  );

  it('is answered in it also where Telegram has it too', inEachLanguage(readsThePageInTheSameLanguage));
});

describe('the language of the bot', () => {
  it.each([
    ['kk', WORDS.kk.greeting],
    ['uz-UZ', WORDS.uz.greeting],
    ['de', WORDS.ru.greeting],
  ])('is without a page that of Telegram, for %s', async (telegramLanguage, greeting) => {
    await reply(personWith(telegramLanguage), '/start', greeting);
  });

  it('is that of the shop, whatever page asks and whatever Telegram has', async () => {
    const person = personWith('ru');
    await link(person);
    const first = await requestOn(person.phone, 'kk');
    await signedIn(first, codeOf(await person.waitForMessage(WORDS.kk.code))!);
    const before = lastIdOf(person);
    await requestOn(person.phone, 'en');
    await person.waitForMessage(WORDS.kk.code, { after: before });
  });

  it('is that of the shop as soon as its phone is linked', async () => {
    const former = personWith('ru');
    await link(former);
    const request = await requestOn(former.phone, 'kk');
    await signedIn(request, codeOf(await former.waitForMessage(WORDS.kk.code))!);
    const next = scene.otherAccountOf(former);
    next.changeLanguage('en');
    await next.waitForMessage(/^Дайын, нөміріңіз осы чатқа байланды/, { after: next.shareContact() });
  });

  it('of a new shop is that of /code, where no page asked', async () => {
    const person = personWith('uz');
    await link(person);
    const message = await reply(person, '/code', WORDS.uz.code);
    expect((await signedIn({ phone: person.phone }, codeOf(message)!)).shop.language).toBe('uz');
  });

  it('of a new shop is that of the country, if nothing shows the language of its owner', async () => {
    const person = scene.telegram.person({ firstName: 'Max', phone: '+4915112345678', languageCode: 'de' });
    await link(person);
    const request = await requestOn(person.phone);
    const message = await person.waitForMessage(WORDS.ru.code);
    expect((await signedIn(request, codeOf(message)!)).shop.language).toBe('en');
  });
});

describe('/language', () => {
  it('changes the language of the shop, the next messages and the page of the shop', async () => {
    const person = personWith('ru');
    await link(person);
    const request = await requestOn(person.phone, 'ru');
    await signedIn(request, codeOf(await person.waitForMessage(WORDS.ru.code))!);
    expect(await chooseLanguage(person, 'Қазақша')).toMatch(/^Дайын, енді қазақша жазамын\. Дүкеннің тілі/);
    expect(await shopLanguageOf(person)).toBe('kk');
    await reply(person, '/help', WORDS.kk.help);
    const before = lastIdOf(person);
    await requestOn(person.phone, 'en');
    await person.waitForMessage(WORDS.kk.code, { after: before });
  });

  it('is kept for a linked person without a shop, and decides the language of the new shop', async () => {
    const person = personWith('ru');
    await link(person);
    expect(await chooseLanguage(person, 'O‘zbekcha')).toBe('Tayyor, endi o‘zbekcha yozaman.');
    const request = await requestOn(person.phone, 'en');
    const message = await person.waitForMessage(WORDS.uz.code);
    expect((await signedIn(request, codeOf(message)!)).shop.language).toBe('uz');
  });

  it('is kept for a stranger, also when the phone is linked', async () => {
    const person = personWith('ru');
    expect(await chooseLanguage(person, 'English')).toBe('Done, I write in English now.');
    const request = await requestOn(person.phone, 'kk');
    await person.waitForMessage(WORDS.en.waiting, { after: person.openLink(request.telegram.link) });
    await person.waitForMessage(WORDS.en.linked, { after: person.tap(WORDS.en.share) });
    const message = await person.waitForMessage(WORDS.en.code);
    expect((await signedIn(request, codeOf(message)!)).shop.language).toBe('en');
  });

  it('ignores a button with a language that does not exist', async () => {
    const person = await scene.owner();
    const message = botMessages(person).at(-1)!;
    await person.press('language:de', { messageId: message.messageId }).answered();
    await scene.allHandled(person);
    expect(await scene.accountOf(person)).toMatchObject({ chosen_language: null });
  });
});
