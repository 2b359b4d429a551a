import { LANGUAGES } from '@app/contract';
import { BotRecords } from '@app/telegram';
import { until } from '@app/testing';
import { BotIdentity } from './bot-identity';
import { BotProfile } from './bot-profile';
import { BotOnSimulator } from './spec/bot-on-simulator';

const SCOPE = { type: 'all_private_chats' };

/** The words that a person with this language of Telegram reads: in the menu, the description and the short description. */
const WORDS: readonly (readonly [string, RegExp, RegExp, RegExp])[] = [
  ['ru', /Получить код для входа/, /пароль не нужен/, /Коды для входа/],
  ['en', /Get a sign-in code/, /No password needed/, /Codes to sign in/],
  ['kk', /Кіру кодын алу/, /құпиясөз керек емес/, /кіру кодтары/],
  ['uz', /Kirish kodini olish/, /parol kerak emas/, /kirish kodlari/],
  ['', /Получить код для входа/, /пароль не нужен/, /Коды для входа/],
];

describe('the profile of the bot', () => {
  let scene: BotOnSimulator;
  let identity: BotIdentity;
  let profile: BotProfile;

  beforeEach(async () => {
    scene = await BotOnSimulator.start();
    identity = new BotIdentity(scene.bot, scene.api, new BotRecords(scene.store));
    profile = startProfile();
    identity.onApplicationBootstrap();
    profile.onApplicationBootstrap();
    await identity.whenKnown();
  });
  afterEach(async () => {
    await Promise.all([identity.onModuleDestroy(), profile.onModuleDestroy()]);
    await scene.stop();
  });

  const startProfile = () => new BotProfile(identity, scene.api, scene.store, { checkMs: 5, changeMs: 0 });
  const commands = (language_code: string) =>
    scene.api.call<{ command: string; description: string }[]>('getMyCommands', {
      scope: SCOPE,
      language_code,
    });
  const isComplete = async (language_code: string) =>
    (await commands(language_code)).map(({ command }) => command).join(' ') ===
    'code sessions shop language mute logout_all stop help';
  const callsThatSet = () => scene.telegram.calls.filter(({ method }) => method.startsWith('setMy')).length;
  /** Waits until the profile was checked once more from the first part to the last. */
  const checkedAgain = async () => {
    const isRead = () => scene.callsOf('getMyShortDescription').length;
    const reads = isRead();
    await scene.telegram.waitFor(() => isRead() > reads + 2 * (LANGUAGES.length + 1));
  };

  it('is set in every language, and for people with other languages in Russian', async () => {
    await checkedAgain();
    for (const [language_code, menu, description, short] of WORDS) {
      expect(await isComplete(language_code)).toBe(true);
      expect((await commands(language_code))[0]!.description).toMatch(menu);
      const shown = await scene.api.call('getMyDescription', { language_code });
      expect(shown).toEqual({ description: expect.stringMatching(description) as string });
      const shownShort = await scene.api.call('getMyShortDescription', { language_code });
      expect(shownShort).toEqual({ short_description: expect.stringMatching(short) as string });
    }
  });

  it('is set only where it differs', async () => {
    await checkedAgain();
    const all = 3 * (LANGUAGES.length + 1);
    expect(callsThatSet()).toBe(all);
    await scene.somebodyElseCalls('deleteMyCommands', { scope: SCOPE, language_code: 'kk' });
    await scene.somebodyElseCalls('setMyDescription', { language_code: 'uz', description: 'Reklama' });
    await until(() => isComplete('kk'));
    await checkedAgain();
    expect(await scene.api.call('getMyDescription', { language_code: 'uz' })).toMatchObject({
      description: expect.stringContaining('kirish kodlarini') as string,
    });
    // One change of somebody else's and two of this worker's.
    expect(callsThatSet()).toBe(all + 3);
  });

  it('is set by one of two workers', async () => {
    const other = startProfile();
    other.onApplicationBootstrap();
    await checkedAgain();
    const before = callsThatSet();
    for (const language_code of LANGUAGES) {
      await scene.somebodyElseCalls('deleteMyCommands', { scope: SCOPE, language_code });
      await until(() => isComplete(language_code));
    }
    await other.onModuleDestroy();
    expect(callsThatSet()).toBe(before + LANGUAGES.length);
  });

  it('pauses no other call when Telegram allows no change of it for hours, and is set by a later check', async () => {
    await checkedAgain();
    scene.telegram.failNext({ kind: '429', retryAfter: 10_800, method: 'setMyCommands' });
    await scene.somebodyElseCalls('deleteMyCommands', { scope: SCOPE, language_code: 'kk' });
    await until(() => isComplete('kk'));
    expect(scene.budget.pauseMs).toBe(0);
    expect(scene.logs.messages('warn')).toEqual([
      'Telegram allows no change of the profile now; the next check tries again',
    ]);
  });
});
