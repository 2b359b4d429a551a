import { OTHER_PHONE, person, PHONE, useAccounts } from './spec/accounts-on-postgres';

describe('a Telegram account', () => {
  const scene = useAccounts();

  const aigerim = person(1, { username: 'tea_shop', firstName: 'Aigerim', languageCode: 'kk' });

  describe('whose person chooses a language', () => {
    it('keeps the choice, also when it is linked again without one', async () => {
      await scene.accounts.link({ ...aigerim, chosenLanguage: 'uz' }, PHONE);
      await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ chosenLanguage: 'uz' });
      await expect(scene.accounts.chooseLanguage(aigerim.telegramId, 'en')).resolves.toBe('account');
      await scene.accounts.link(aigerim, PHONE);
      await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ chosenLanguage: 'en' });
    });

    it('changes the language of its own shop and of no other', async () => {
      await scene.accounts.link(aigerim, PHONE);
      await scene.accounts.link(person(2), OTHER_PHONE);
      for (const phone of [PHONE, OTHER_PHONE]) await scene.postgres.signIn(phone);
      await expect(scene.accounts.chooseLanguage(aigerim.telegramId, 'uz')).resolves.toBe('shop');
      await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ shopLanguage: 'uz' });
      await expect(scene.accounts.byPhone(OTHER_PHONE)).resolves.toMatchObject({ shopLanguage: 'kk' });
    });

    it('decides the language of the shop that it creates later', async () => {
      await scene.accounts.link({ ...aigerim, chosenLanguage: 'uz' }, PHONE);
      await scene.postgres.signIn(PHONE);
      await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ shopLanguage: 'uz' });
    });

    it('changes nothing if no phone is linked', async () => {
      await scene.postgres.signIn(PHONE);
      await expect(scene.accounts.chooseLanguage(aigerim.telegramId, 'uz')).resolves.toBeUndefined();
      await expect(scene.postgres.asOwner('select language from shops')).resolves.toEqual([
        { language: 'kk' },
      ]);
    });

    it('ends without a deadlock when fifty choices, links and sign-ins come at once', async () => {
      const languages = ['ru', 'en', 'kk', 'uz'] as const;
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          i % 3 === 0
            ? scene.postgres.signIn(PHONE)
            : i % 3 === 1
              ? scene.accounts.link(person(i % 2), PHONE)
              : scene.accounts.chooseLanguage(person(i % 2).telegramId, languages[i % 4]!),
        ),
      );
      await expect(scene.accounts.byPhone(PHONE)).resolves.toBeDefined();
    });
  });
});
