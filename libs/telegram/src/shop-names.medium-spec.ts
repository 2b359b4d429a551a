import { ShopNames } from './shop-names';
import { AccountsOnPostgres, OTHER_PHONE, person, PHONE } from './spec/accounts-on-postgres';

describe('the question for the name of a shop', () => {
  const owner = person(1);
  const other = person(2);
  let postgres: AccountsOnPostgres;
  let names: ShopNames;
  let updates = 0;

  beforeEach(async () => {
    postgres = await AccountsOnPostgres.open();
    names = new ShopNames(postgres.database);
    for (const [each, phone] of [
      [owner, PHONE],
      [other, OTHER_PHONE],
    ] as const) {
      await postgres.accounts.link(each, phone);
      await postgres.signIn(phone);
    }
  });
  afterEach(() => postgres.close());

  const answer = (name: string | undefined, updateId = ++updates) =>
    names.answer(owner.telegramId, { updateId, name });
  const isAsked = async () => (await postgres.accounts.byPhone(PHONE))?.isAskedForName;
  const passMinutes = (minutes: number) =>
    postgres.asOwner(
      'update telegram_accounts set name_asked_at = name_asked_at - make_interval(mins => $1)',
      [minutes],
    );

  it('is answered with the new name of this shop alone', async () => {
    expect(await isAsked()).toBe(false);
    await expect(names.ask(owner.telegramId)).resolves.toBe(true);
    expect(await isAsked()).toBe(true);
    await expect(answer('Шай')).resolves.toBe('renamed');
    await expect(postgres.shopNameOf(PHONE)).resolves.toBe('Шай');
    await expect(postgres.shopNameOf(OTHER_PHONE)).resolves.toBe('');
  });

  it('is answered by one of fifty texts that arrive at once', async () => {
    await names.ask(owner.telegramId);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => answer(`Name ${i}`)));
    expect(answers.filter((result) => result === 'renamed')).toHaveLength(1);
    const named = answers.indexOf('renamed');
    await expect(postgres.shopNameOf(PHONE)).resolves.toBe(`Name ${named}`);
  });

  it('gives the same result to the same update again', async () => {
    await names.ask(owner.telegramId);
    for (const _ of [1, 2]) await expect(answer('Шай', 900)).resolves.toBe('renamed');
    await passMinutes(11);
    await expect(answer('Шай', 900)).resolves.toBe('renamed');
    await expect(answer('Шай', 901)).resolves.toBeUndefined();
  });

  it('waits for another answer after a text that cannot be a name', async () => {
    await names.ask(owner.telegramId);
    await expect(answer(undefined)).resolves.toBe('open');
    await expect(answer('Шай')).resolves.toBe('renamed');
    await expect(answer(undefined)).resolves.toBeUndefined();
  });

  it('is too late to answer after ten minutes, which is said once', async () => {
    await names.ask(owner.telegramId);
    await passMinutes(11);
    for (const _ of [1, 2]) await expect(answer('Шай', 900)).resolves.toBe('late');
    await expect(answer('Шай', 901)).resolves.toBeUndefined();
    await expect(postgres.shopNameOf(PHONE)).resolves.toBe('');
  });

  it('is forgotten after an hour', async () => {
    await names.ask(owner.telegramId);
    await passMinutes(61);
    expect(await isAsked()).toBe(false);
    await expect(answer('Шай')).resolves.toBeUndefined();
  });

  it('is closed when the owner wants something else', async () => {
    await names.ask(owner.telegramId);
    await expect(postgres.accounts.closeNameQuestion(owner.telegramId)).resolves.toBe(true);
    await expect(postgres.accounts.closeNameQuestion(owner.telegramId)).resolves.toBe(false);
    await expect(answer('Шай')).resolves.toBeUndefined();
    await names.ask(owner.telegramId);
    await answer('Шай');
    await expect(postgres.accounts.closeNameQuestion(owner.telegramId)).resolves.toBe(false);
  });

  it('ends with the link', async () => {
    await names.ask(owner.telegramId);
    await postgres.accounts.unlink(owner.telegramId);
    await expect(answer('Шай')).resolves.toBeUndefined();
    await postgres.accounts.link(owner, PHONE);
    await expect(answer('Шай')).resolves.toBeUndefined();
    await expect(postgres.shopNameOf(PHONE)).resolves.toBe('');
  });

  it('is not asked where there is no link or no shop', async () => {
    const newcomer = person(3);
    await expect(names.ask(newcomer.telegramId)).resolves.toBe(false);
    await postgres.accounts.link(newcomer, '+77010000003' as typeof PHONE);
    await expect(names.ask(newcomer.telegramId)).resolves.toBe(false);
    const later = { updateId: ++updates, name: 'Шай' };
    await expect(names.answer(newcomer.telegramId, later)).resolves.toBeUndefined();
    await expect(postgres.accounts.closeNameQuestion(newcomer.telegramId)).resolves.toBe(false);
  });
});
