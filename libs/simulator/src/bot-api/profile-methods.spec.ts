import { callBot, useSimulator } from '../spec/bot-client';

describe('the profile of the bot', () => {
  const scene = useSimulator();
  const call = (method: string, payload: object) => callBot(scene.simulator, method, payload);
  const commands = [{ command: 'code', description: 'Кіру кодын алу' }];
  const seenBy = async () => {
    const response = await fetch(`${scene.simulator.url}/chat/people/${scene.aliya.id}`);
    return (await response.json()) as { commands: unknown; description: string };
  };

  it('is read for exactly the language that it was set for', async () => {
    await call('setMyCommands', { commands, language_code: 'kk' });
    await call('setMyDescription', { description: 'Сипаттама', language_code: 'kk' });
    await call('setMyShortDescription', { short_description: 'Қысқа', language_code: 'kk' });
    for (const [language_code, expected] of [
      ['kk', [commands, { description: 'Сипаттама' }, { short_description: 'Қысқа' }]],
      ['uz', [[], { description: '' }, { short_description: '' }]],
      ['', [[], { description: '' }, { short_description: '' }]],
    ] as const) {
      const methods = ['getMyCommands', 'getMyDescription', 'getMyShortDescription'];
      const answers = await Promise.all(methods.map((method) => call(method, { language_code })));
      expect(answers.map(({ result }) => result)).toEqual(expected);
    }
  });

  it('is shown in the language of the person, else as it was set without a language', async () => {
    await call('setMyCommands', { commands: [{ command: 'code', description: 'Код' }] });
    await call('setMyDescription', { description: 'Описание' });
    scene.aliya.changeLanguage('kk');
    expect(await seenBy()).toMatchObject({ description: 'Описание', commands: [{ description: 'Код' }] });
    await call('setMyCommands', { commands, language_code: 'kk' });
    await call('setMyDescription', { description: 'Сипаттама', language_code: 'kk' });
    expect(await seenBy()).toMatchObject({ description: 'Сипаттама', commands });
    await call('setMyDescription', { description: '', language_code: 'kk' });
    expect(await seenBy()).toMatchObject({ description: 'Описание' });
  });

  it('has a name in the language of the person, else the one that it was created with', async () => {
    const name = async () => ((await seenBy()) as unknown as { botName: string }).botName;
    await call('setMyName', { name: 'Отправка', language_code: 'ru' });
    scene.aliya.changeLanguage('ru');
    expect(await name()).toBe('Отправка');
    scene.aliya.changeLanguage('uz');
    expect(await name()).toBe('otp_test_bot');
  });

  it.each([
    ['setMyCommands', { commands: [{ command: '', description: 'a' }] }, /command must be non-empty/],
    [
      'setMyCommands',
      { commands: [{ command: 'a'.repeat(33), description: 'a' }] },
      /command length must not exceed 32/,
    ],
    ['setMyCommands', { commands: [{ command: 'a-b', description: 'a' }] }, /BOT_COMMAND_INVALID/],
    [
      'setMyCommands',
      { commands: [{ command: 'a', description: ' ' }] },
      /command description must be non-empty/,
    ],
    [
      'setMyCommands',
      { commands: [{ command: 'a', description: 'x'.repeat(257) }] },
      /command description length must not exceed 256/,
    ],
    ['setMyDescription', { description: 'x'.repeat(513) }, /DESCRIPTION_TOO_LONG/],
    ['setMyShortDescription', { short_description: 'x'.repeat(121) }, /SHORT_DESCRIPTION_TOO_LONG/],
    ['setMyCommands', { commands, language_code: 'kk-KZ' }, /invalid language code/],
    ['getMyDescription', { language_code: 'kaz' }, /invalid language code/],
  ])('is refused by %s with %j', async (method, payload, description) => {
    expect(await call(method, payload)).toMatchObject({ status: 400, ok: false });
    expect((await call(method, payload)).description).toMatch(description);
  });
});
