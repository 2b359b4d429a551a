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

  it.each([
    ['setMyDescription', { description: 'x'.repeat(513) }, /DESCRIPTION_TOO_LONG/],
    ['setMyShortDescription', { short_description: 'x'.repeat(121) }, /SHORT_DESCRIPTION_TOO_LONG/],
    ['setMyCommands', { commands, language_code: 'kk-KZ' }, /invalid language code/],
    ['getMyDescription', { language_code: 'kaz' }, /invalid language code/],
  ])('is refused by %s with %j', async (method, payload, description) => {
    expect(await call(method, payload)).toMatchObject({ status: 400, ok: false });
    expect((await call(method, payload)).description).toMatch(description);
  });
});
