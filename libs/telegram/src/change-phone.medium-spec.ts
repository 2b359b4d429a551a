import type { E164 } from '@app/contract';
import { OTHER_PHONE, person, PHONE, useAccounts } from './spec/accounts-on-postgres';

const THIRD_PHONE = '+77010000003' as E164;

describe('an account that gets another phone', () => {
  const scene = useAccounts();
  const { telegramId } = person(1);
  const change = (to = OTHER_PHONE, from = PHONE, holder?: number) =>
    scene.accounts.changePhone(telegramId, { from, to, holder });

  const shops = () =>
    scene.postgres.asOwner<{ id: string; phone: string; telegram_id: string | null }>(
      'select id, phone, telegram_id from shops order by phone',
    );
  const events = async (phone: E164) => {
    const rows = await scene.postgres.asOwner<{ event: string }>(
      'select event from activity join shops on shops.id = shop_id where phone = $1 order by event',
      [phone],
    );
    return rows.map(({ event }) => event);
  };

  beforeEach(() => scene.accounts.link(person(1, { firstName: 'Anna', chosenLanguage: 'kk' }), PHONE));

  it('takes its shop along, whose sessions end and whose activity records it', async () => {
    await scene.postgres.signIn(PHONE);
    await scene.postgres.signIn(PHONE);
    const [before] = await shops();
    await expect(change()).resolves.toEqual({
      outcome: 'changed',
      shopId: before!.id,
      ended: [expect.any(String), expect.any(String)] as string[],
    });
    await expect(shops()).resolves.toEqual([
      { ...before, phone: OTHER_PHONE, telegram_id: String(telegramId) },
    ]);
    await expect(scene.postgres.endsOfSessions(OTHER_PHONE)).resolves.toEqual([
      'phone_changed',
      'phone_changed',
    ]);
    await expect(events(OTHER_PHONE)).resolves.toEqual([
      ...['phone_changed', 'session_ended', 'session_ended', 'session_opened', 'session_opened'],
    ]);
    await expect(scene.accounts.byTelegramId(telegramId)).resolves.toMatchObject({
      ...{ phone: OTHER_PHONE, firstName: 'Anna', chosenLanguage: 'kk' },
    });
  });

  it('leaves the former phone free for another account and a new shop', async () => {
    await scene.postgres.signIn(PHONE);
    await change();
    await expect(scene.accounts.byPhone(PHONE)).resolves.toBeUndefined();
    await expect(scene.accounts.link(person(2), PHONE)).resolves.toEqual({ outcome: 'linked' });
    await scene.postgres.signIn(PHONE);
    const found = await shops();
    expect(found.map(({ phone, telegram_id }) => [phone, Number(telegram_id)])).toEqual([
      [PHONE, person(2).telegramId],
      [OTHER_PHONE, telegramId],
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  it('keeps its choice of notifications and the time of its link', async () => {
    await scene.accounts.switchSignInNotifications(telegramId, 5);
    const before = await scene.accounts.byTelegramId(telegramId);
    await change();
    await expect(scene.accounts.byTelegramId(telegramId)).resolves.toEqual({ ...before, phone: OTHER_PHONE });
    await expect(scene.accounts.switchSignInNotifications(telegramId, 6)).resolves.toBe(true);
  });

  it('counts as linked now if it takes over a shop, because it does not know the clients of that shop', async () => {
    await scene.postgres.signIn(OTHER_PHONE);
    const before = await scene.accounts.byTelegramId(telegramId);
    await expect(change()).resolves.toMatchObject({ outcome: 'changed' });
    const after = await scene.accounts.byTelegramId(telegramId);
    expect(after!.linkedAt.getTime()).toBeGreaterThan(before!.linkedAt.getTime());
  });

  it('changes nothing when both phones have a shop', async () => {
    await scene.postgres.signIn(PHONE);
    await scene.postgres.signIn(OTHER_PHONE);
    const before = await shops();
    await expect(change()).resolves.toEqual({ outcome: 'has_shop' });
    await expect(shops()).resolves.toEqual(before);
    await expect(scene.postgres.endsOfSessions(PHONE)).resolves.toEqual([null]);
    await expect(scene.accounts.byTelegramId(telegramId)).resolves.toMatchObject({ phone: PHONE });
  });

  it('gets the shop of the new phone when it has none of its own', async () => {
    await scene.postgres.signIn(OTHER_PHONE);
    await expect(change()).resolves.toMatchObject({ outcome: 'changed', ended: [] });
    await expect(scene.postgres.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(telegramId);
    await expect(scene.postgres.endsOfSessions(OTHER_PHONE)).resolves.toEqual([null]);
    await expect(events(OTHER_PHONE)).resolves.toEqual(['session_opened', 'telegram_linked']);
  });

  it('needs no shop on either side', async () => {
    await expect(change()).resolves.toEqual({ outcome: 'changed', shopId: null, ended: [] });
    await expect(scene.accounts.byPhone(OTHER_PHONE)).resolves.toMatchObject({ telegramId });
  });

  it('takes the phone from the expected holder only', async () => {
    await scene.accounts.link(person(2), OTHER_PHONE);
    await scene.postgres.signIn(PHONE);
    await expect(change()).resolves.toEqual({ outcome: 'held' });
    await expect(change(OTHER_PHONE, PHONE, person(3).telegramId)).resolves.toEqual({ outcome: 'held' });
    await expect(change(OTHER_PHONE, PHONE, person(2).telegramId)).resolves.toMatchObject({
      outcome: 'changed',
    });
    await expect(scene.accounts.byTelegramId(person(2).telegramId)).resolves.toBeUndefined();
    await expect(scene.accounts.byPhone(OTHER_PHONE)).resolves.toMatchObject({ telegramId });
  });

  it('ends the sessions of the shop that another account had at the new phone', async () => {
    await scene.accounts.link(person(2), OTHER_PHONE);
    await scene.postgres.signIn(OTHER_PHONE);
    await expect(change(OTHER_PHONE, PHONE, person(2).telegramId)).resolves.toMatchObject({
      outcome: 'changed',
      ended: [expect.any(String)] as string[],
    });
    await expect(scene.postgres.endsOfSessions(OTHER_PHONE)).resolves.toEqual(['relinked']);
    await expect(events(OTHER_PHONE)).resolves.toContain('telegram_relinked');
    await expect(scene.postgres.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(telegramId);
  });

  it('changes once, and not after another change or the end of its link', async () => {
    await scene.postgres.signIn(PHONE);
    await change();
    await expect(change()).resolves.toEqual({ outcome: 'unchanged' });
    await expect(change(THIRD_PHONE)).resolves.toEqual({ outcome: 'gone' });
    await scene.accounts.unlink(telegramId);
    await expect(change()).resolves.toEqual({ outcome: 'gone' });
    await expect(shops()).resolves.toMatchObject([{ phone: OTHER_PHONE, telegram_id: null }]);
  });

  it('changes once when it asks fifty times at once', async () => {
    await scene.postgres.signIn(PHONE);
    const changed = await Promise.all(Array.from({ length: 50 }, () => change()));
    const outcomes = changed.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['changed', ...Array.from({ length: 49 }, () => 'unchanged')]);
    await expect(events(OTHER_PHONE)).resolves.toEqual(['phone_changed', 'session_ended', 'session_opened']);
  });

  it('is the only one of fifty accounts with a shop that gets the same new phone at once', async () => {
    const people = Array.from({ length: 50 }, (_, i) => person(100 + i));
    const phones = people.map((_, i) => `+77020000${100 + i}` as E164);
    await Promise.all(people.map((each, i) => scene.accounts.link(each, phones[i]!)));
    await Promise.all(phones.map((phone) => scene.postgres.signIn(phone)));
    const changed = await Promise.all(
      people.map((each, i) =>
        scene.accounts.changePhone(each.telegramId, { from: phones[i]!, to: OTHER_PHONE, holder: undefined }),
      ),
    );
    const winners = people.filter((_, i) => changed[i]!.outcome === 'changed');
    expect(winners).toHaveLength(1);
    await expect(scene.accounts.byPhone(OTHER_PHONE)).resolves.toMatchObject({
      telegramId: winners[0]!.telegramId,
    });
    await expect(scene.postgres.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(winners[0]!.telegramId);
    await expect(shops()).resolves.toHaveLength(50);
  });

  it('shares no phone when others link it, sign in with it and unlink it at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      await scene.accounts.unlink(telegramId);
      await scene.postgres.asOwner('delete from shops');
      await scene.postgres.asOwner('delete from telegram_accounts');
      await scene.accounts.link(person(1), PHONE);
      await scene.accounts.link(person(3), THIRD_PHONE);
      await scene.postgres.signIn(PHONE);
      await scene.postgres.signIn(THIRD_PHONE);
      const own = [change()];
      const third: typeof own = [];
      const others: Promise<unknown>[] = [];
      for (const _ of [1, 2]) {
        others.push(scene.postgres.signIn(OTHER_PHONE), scene.postgres.signIn(PHONE));
        others.push(scene.accounts.linkHeldBy(undefined, person(2), OTHER_PHONE));
        const toFirst = { from: THIRD_PHONE, to: PHONE, holder: telegramId };
        third.push(scene.accounts.changePhone(person(3).telegramId, toFirst));
        others.push(scene.accounts.unlink(person(2).telegramId));
        own.push(change());
      }
      const [ofFirst, ofThird] = await Promise.all([
        Promise.all(own),
        Promise.all(third),
        Promise.all(others),
      ]);
      const accounts = await scene.postgres.asOwner<{ telegram_id: string; phone: string }>(
        'select telegram_id, phone from telegram_accounts',
      );
      const holderOf = new Map(accounts.map(({ phone, telegram_id }) => [phone, telegram_id]));
      // The copy of the link in each shop is that of its phone.
      for (const { phone, telegram_id } of await shops())
        expect(telegram_id).toBe(holderOf.get(phone) ?? null);
      const phoneOf = ({ telegramId: id }: { telegramId: number }) =>
        accounts.find(({ telegram_id }) => Number(telegram_id) === id)?.phone;
      const [firstHasMoved, thirdHasMoved] = [ofFirst, ofThird].map((changes) =>
        changes.some(({ outcome }) => outcome === 'changed'),
      );
      // Only the third account may take the phone of the first one, and only while that one still has it.
      expect(phoneOf(person(1))).toBe(firstHasMoved ? OTHER_PHONE : thirdHasMoved ? undefined : PHONE);
      expect(phoneOf(person(3))).toBe(thirdHasMoved ? PHONE : THIRD_PHONE);
    }
  });

  it('causes no deadlock when accounts swap their phones', async () => {
    for (let round = 0; round < 20; round++) {
      await scene.accounts.link(person(2), OTHER_PHONE);
      await Promise.all([
        change(OTHER_PHONE, PHONE, person(2).telegramId),
        scene.accounts.changePhone(person(2).telegramId, {
          from: OTHER_PHONE,
          to: PHONE,
          holder: telegramId,
        }),
        scene.accounts.link(person(3), PHONE),
        scene.accounts.link(person(3), OTHER_PHONE),
      ]);
      await Promise.all([1, 2, 3].map((n) => scene.accounts.unlink(person(n).telegramId)));
      await expect(scene.accounts.link(person(1), PHONE)).resolves.toEqual({ outcome: 'linked' });
    }
  });
});
