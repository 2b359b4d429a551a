import type { Problem } from '@app/contract';
import { asOwner, linkPhone, until } from '@app/testing';
import { codesOf } from './operator';
import { useOperatorScene } from './operator-scene';

const scene = useOperatorScene();

describe('shop move', () => {
  interface Moved {
    readonly isMoved: boolean;
    readonly ended: number;
    readonly holder: number | null;
  }
  const move = (...words: string[]) => scene.operator.json<Moved>('shop', 'move', ...words, '--yes');

  it('gives the shop to the account that has proved the new phone, and notifies the former one', async () => {
    const former = await scene.linked();
    const { accessToken, shop } = await scene.signedIn(former);
    const next = await scene.linked();
    const { code, challengeId } = await scene.receiveCode(former);
    const { session } = (await scene.me(accessToken)).body;
    const revoked = await scene.subscribe('session.revoked');
    const shown = await scene.runText('shop', 'move', former.phone, next.phone);
    expect(shown).toMatch(
      /would move from .+ 1 sessions would end[^]*belongs to the account that has shared/,
    );
    expect((await scene.me(accessToken)).status).toBe(200);

    expect(await move(former.phone, next.phone)).toMatchObject({
      ...{ isMoved: true, shopId: shop.id, ended: 1, former: former.id, holder: next.id },
    });
    expect((await scene.me(accessToken)).body.code).toBe('token_invalid');
    await until(() => revoked.received.length > 0);
    expect(revoked.received).toEqual([{ v: 1, shopId: shop.id, sessionId: session.id }]);
    revoked.stop();
    const late = await scene.product.post<Problem>('/api/auth/verify-otp', { challengeId, code });
    expect(late.status).not.toBe(200);
    await former.waitForMessage(/Поддержка перенесла ваш магазин на другой номер/);
    const signedIn = await scene.signedIn(next);
    expect(signedIn.shop).toMatchObject({ id: shop.id, phone: next.phone });
    expect(await scene.eventsOf(shop.id)).toContain('phone_changed');
    // The former phone is free, and its person is not linked any more.
    expect((await scene.operator.run('shop', 'show', former.phone)).exitCode).toBe(3);
    expect(codesOf(await scene.why(former.phone))).toEqual(['not_linked']);
  });

  it('gives the shop to whoever proves the new phone later, also to the same account', async () => {
    const owner = await scene.linked();
    const { shop } = await scene.signedIn(owner);
    const newPhone = scene.freshPhone();
    expect(await move(owner.phone, newPhone)).toMatchObject({ holder: null });
    await owner.waitForMessage(/Поддержка перенесла ваш магазин/);
    owner.changePhone(newPhone);
    await linkPhone(owner);
    expect((await scene.signedIn(owner)).shop).toMatchObject({ id: shop.id, phone: newPhone });
  });

  it('refuses a new phone that has a shop, and touches neither phone', async () => {
    const [one, other] = [await scene.linked(), await scene.linked()];
    const [{ accessToken, shop }] = [await scene.signedIn(one), await scene.signedIn(other)];
    const { code, challengeId } = await scene.receiveCode(other);
    for (const more of [[], ['--yes']]) {
      const refused = await scene.operator.run('shop', 'move', one.phone, other.phone, ...more);
      expect(refused).toMatchObject({ exitCode: 5, stdout: '' });
      expect(refused.stderr).toMatch(/has a shop, and a phone has one shop/);
    }
    expect((await scene.me(accessToken)).body.shop).toMatchObject({ id: shop.id, phone: one.phone });
    const verified = await scene.product.post('/api/auth/verify-otp', { challengeId, code });
    expect(verified.status).toBe(200);
  });

  it('exits with 3 without a shop, and with 2 for a wrong call', async () => {
    const [from, to] = [scene.freshPhone(), scene.freshPhone()];
    expect((await scene.operator.run('shop', 'move', from, to)).exitCode).toBe(3);
    expect((await scene.operator.run('shop', 'move', from, to, '--yes')).exitCode).toBe(3);
    expect((await scene.operator.run('shop', 'move', from, from)).exitCode).toBe(2);
    expect((await scene.operator.run('shop', 'move', from)).exitCode).toBe(2);
  });
});

describe('shop erase', () => {
  it('deletes the shop and its link, ends its sessions and codes, and notifies the owner', async () => {
    const owner = await scene.linked();
    const { accessToken, shop } = await scene.signedIn(owner);
    const { code, challengeId } = await scene.receiveCode(owner);
    const shown = await scene.runText('shop', 'erase', owner.phone);
    expect(shown).toMatch(/would be deleted with all its data.+1 sessions[^]*cannot be undone/);
    expect((await scene.me(accessToken)).status).toBe(200);

    const revoked = await scene.subscribe('session.revoked');
    expect(await scene.operator.json('shop', 'erase', shop.id, '--yes')).toMatchObject({
      ...{ isErased: true, phone: owner.phone, ended: 1, former: owner.id },
    });
    expect((await scene.me(accessToken)).body.code).toBe('token_invalid');
    await until(() => revoked.received.length > 0);
    revoked.stop();
    const late = await scene.product.post<Problem>('/api/auth/verify-otp', { challengeId, code });
    expect(late.status).not.toBe(200);
    await owner.waitForMessage(/Поддержка удалила ваш магазин и все его данные/);
    const left = await asOwner(scene.product.database.url, 'select from activity where shop_id = $1', [
      shop.id,
    ]);
    expect(left).toEqual([]);
    expect((await scene.operator.run('shop', 'erase', shop.id, '--yes')).exitCode).toBe(3);
    await linkPhone(owner);
    expect((await scene.signedIn(owner)).shop.id).not.toBe(shop.id);
  });

  it('makes a phone free for the shop of another one', async () => {
    const [one, other] = [await scene.linked(), await scene.linked()];
    const { shop } = await scene.signedIn(one);
    await scene.signedIn(other);
    await scene.runText('shop', 'erase', other.phone, '--yes');
    await scene.runText('shop', 'move', one.phone, other.phone, '--yes');
    await linkPhone(other);
    expect((await scene.signedIn(other)).shop.id).toBe(shop.id);
  });
});

it('no command printed anything that helps to sign in', () => {
  expect(scene.secrets.length).toBeGreaterThan(15);
  expect(scene.printedSecrets()).toEqual([]);
});
