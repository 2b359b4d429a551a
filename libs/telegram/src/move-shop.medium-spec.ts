import type { E164 } from '@app/contract';
import { movedShop } from './replies';
import { OTHER_PHONE, person, PHONE, useAccounts } from './spec/accounts-on-postgres';

const THIRD_PHONE = '+77010000003' as E164;

describe('a shop that an operator moves', () => {
  const scene = useAccounts();
  const move = async (from = PHONE, to = OTHER_PHONE) => {
    const [row] = await scene.postgres.asOwner<{ moved: unknown }>('select move_shop($1, $2) as moved', [
      from,
      to,
    ]);
    return movedShop.parse(row!.moved);
  };
  const shops = () =>
    scene.postgres.asOwner<{ id: string; phone: string; telegram_id: string | null }>(
      'select id, phone, telegram_id from shops order by phone',
    );

  beforeEach(() => scene.accounts.link(person(1), PHONE));

  it('belongs to the account that has proved the new phone, and the former account has no phone', async () => {
    await scene.postgres.signIn(PHONE);
    await scene.accounts.link(person(2), OTHER_PHONE);
    const [before] = await shops();
    await expect(move()).resolves.toEqual({
      ...{ outcome: 'moved', shopId: before!.id, ended: [expect.any(String)] as string[] },
      former: { telegramId: person(1).telegramId, chatId: person(1).chatId, language: 'kk' },
      holder: person(2).telegramId,
    });
    await expect(shops()).resolves.toEqual([
      { id: before!.id, phone: OTHER_PHONE, telegram_id: String(person(2).telegramId) },
    ]);
    await expect(scene.accounts.byTelegramId(person(1).telegramId)).resolves.toBeUndefined();
    await expect(scene.postgres.endsOfSessions(OTHER_PHONE)).resolves.toEqual(['phone_changed']);
    expect(await scene.postgres.eventsOf(OTHER_PHONE)).toContain('phone_changed');
  });

  it('gives the new phone to no account that has not proved it', async () => {
    await scene.postgres.signIn(PHONE);
    await expect(move()).resolves.toMatchObject({ outcome: 'moved', holder: null });
    await expect(scene.accounts.byPhone(OTHER_PHONE)).resolves.toBeUndefined();
    await expect(scene.accounts.link(person(3), OTHER_PHONE)).resolves.toEqual({ outcome: 'linked' });
    await expect(shops()).resolves.toMatchObject([{ telegram_id: String(person(3).telegramId) }]);
    await expect(scene.accounts.link(person(4), PHONE)).resolves.toEqual({ outcome: 'linked' });
  });

  it('does not move to a phone with a shop, nor from a phone without one', async () => {
    await expect(move()).resolves.toEqual({ outcome: 'no_shop' });
    await scene.postgres.signIn(PHONE);
    await scene.postgres.signIn(OTHER_PHONE);
    const before = await shops();
    await expect(move()).resolves.toEqual({ outcome: 'has_shop' });
    await expect(shops()).resolves.toEqual(before);
    await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ telegramId: person(1).telegramId });
  });

  it('moves once when many operators move it to different phones while others change and sign in', async () => {
    await scene.postgres.signIn(PHONE);
    const [before] = await shops();
    const change = { from: PHONE, to: THIRD_PHONE, holder: undefined };
    const moves = Array.from({ length: 50 }, async (_, n) => {
      if (n % 5 === 1) return void (await scene.accounts.changePhone(person(1).telegramId, change));
      if (n % 5 === 2) return void (await scene.postgres.signIn(n % 2 === 0 ? PHONE : OTHER_PHONE));
      return move(PHONE, n % 2 === 0 ? OTHER_PHONE : THIRD_PHONE);
    });
    await Promise.all(moves);
    const after = await shops();
    expect(after.filter(({ id }) => id === before!.id)).toHaveLength(1);
    expect(new Set(after.map(({ phone }) => phone)).size).toBe(after.length);
    for (const { phone, telegram_id } of after) {
      const holder = await scene.accounts.byPhone(phone as E164);
      expect(telegram_id && Number(telegram_id)).toBe(holder?.telegramId ?? null);
    }
  });

  it('cannot be moved by a service', async () => {
    await expect(
      scene.postgres.database.query('select move_shop($1, $2)', [PHONE, OTHER_PHONE]),
    ).rejects.toThrow('permission denied');
  });
});
