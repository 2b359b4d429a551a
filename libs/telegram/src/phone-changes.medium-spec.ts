import type { E164 } from '@app/contract';
import { PhoneChanges } from './phone-changes';
import { useRedisStore } from './spec/redis-store';

const CHANGE = { from: '+77011234567' as E164, to: '+77017654321' as E164 };
const HOLDER = {
  telegramId: 8,
  chatId: 88,
  language: 'kk' as const,
  linkedAt: new Date('2026-01-02T03:04:05Z'),
};

describe('the question whether a phone changes', () => {
  const fixture = useRedisStore();
  const changes = () => new PhoneChanges(fixture.store);

  it('is found by its account and its token', async () => {
    const token = await changes().ask(7, { ...CHANGE, holder: HOLDER });
    await expect(changes().find(7, token)).resolves.toMatchObject({ ...CHANGE, holder: HOLDER });
    await expect(changes().find(8, token)).resolves.toBeUndefined();
    await expect(changes().find(7, 'another token')).resolves.toBeUndefined();
  });

  it('is replaced by a later one, and gone once it is answered', async () => {
    const first = await changes().ask(7, CHANGE);
    const second = await changes().ask(7, CHANGE);
    await expect(changes().find(7, first)).resolves.toBeUndefined();
    await expect(changes().find(7, second)).resolves.toMatchObject(CHANGE);
    await changes().forget(7);
    await expect(changes().find(7, second)).resolves.toBeUndefined();
  });

  const msLeft = () => fixture.store.client.pttl(fixture.store.key('phone-change', '{7}'));

  it('expires after ten minutes', async () => {
    await changes().ask(7, CHANGE);
    const left = await msLeft();
    expect(left).toBeGreaterThan(590_000);
    expect(left).toBeLessThanOrEqual(600_000);
  });

  it('expires an hour after it was asked, however often it was answered', async () => {
    const token = await changes().ask(7, CHANGE);
    const asked = (await changes().find(7, token))!;
    const halfAnHourAgo = { ...asked, askedAt: asked.askedAt - 1_800_000 };
    for (let press = 0; press < 3; press++) await changes().keep(7, halfAnHourAgo);
    const left = await msLeft();
    expect(left).toBeGreaterThan(1_790_000);
    expect(left).toBeLessThanOrEqual(1_800_000);
  });

  it('is found when the former version has asked it', async () => {
    const text = JSON.stringify({ token: 'a', ...CHANGE });
    await fixture.store.client.set(fixture.store.key('phone-change', '{7}'), text);
    await expect(changes().find(7, 'a')).resolves.toMatchObject(CHANGE);
  });
});
