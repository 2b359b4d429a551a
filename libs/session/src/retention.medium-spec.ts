import { Client } from 'pg';
import { type DeletedRows, Retention } from './retention';
import { OTHER_PHONE, useSessions } from './spec/sessions-on-postgres';

const fixture = useSessions();

/** @returns what each batch deleted, and whether the retention says that nothing is left */
async function deleteExpired(): Promise<{ batches: DeletedRows[]; isNothingLeft: boolean }> {
  const batches: DeletedRows[] = [];
  const retention = new Retention(fixture.database);
  return { isNothingLeft: await retention.deleteExpired((deleted) => void batches.push(deleted)), batches };
}

const countOf = async (table: string): Promise<number> => {
  const [row] = await fixture.asOwner<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row!.count;
};

const addExpiredActivity = (shopId: string, rows: number) =>
  fixture.asOwner(
    `insert into activity (shop_id, event, at) select $1, 'session_opened', now() - interval '181 days'
       from generate_series(1, $2::int)`,
    [shopId, rows],
  );

describe('the retention', () => {
  it('deletes sessions of any shop 30 days after they ended and keeps live ones', async () => {
    const { shop } = await fixture.signIn();
    await fixture.signIn({ phone: OTHER_PHONE });
    await fixture.passDays(shop.id, 59);
    await deleteExpired();
    expect(await countOf('sessions')).toBe(2);
    await fixture.passDays(shop.id, 2);
    await deleteExpired();
    expect(await countOf('sessions')).toBe(1);
  });

  it('deletes activity of any shop after 180 days', async () => {
    const { shop } = await fixture.signIn();
    await fixture.signIn({ phone: OTHER_PHONE });
    await fixture.passDays(shop.id, 179);
    await deleteExpired();
    expect(await countOf('activity')).toBe(2);
    await fixture.passDays(shop.id, 2);
    await deleteExpired();
    expect(await countOf('activity')).toBe(1);
  });

  it('deletes more rows than one batch has', async () => {
    const { shop } = await fixture.signIn();
    await addExpiredActivity(shop.id, 450);
    const { batches, isNothingLeft } = await deleteExpired();
    expect(batches).toEqual([
      { sessions: 0, activity: 200 },
      { sessions: 0, activity: 200 },
      { sessions: 0, activity: 50 },
    ]);
    expect(isNothingLeft).toBe(true);
    expect(await countOf('activity')).toBe(1);
  });

  it('deletes no more rows in one batch than it was asked for', async () => {
    const { shop } = await fixture.signIn();
    await addExpiredActivity(shop.id, 25);
    const [row] = await fixture.asOwner<{ deleted: DeletedRows }>(
      'select delete_expired_batch(10) as deleted',
    );
    expect(row).toEqual({ deleted: { sessions: 0, activity: 10 } });
    expect(await countOf('activity')).toBe(1 + 15);
  });

  it('leaves the work to another caller that is deleting', async () => {
    const { shop } = await fixture.signIn();
    await fixture.passDays(shop.id, 181);
    const other = new Client({ connectionString: fixture.databaseUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query('select delete_expired_batch(0)');
      await expect(deleteExpired()).resolves.toEqual({ isNothingLeft: false, batches: [] });
      expect(await countOf('activity')).toBe(1);
      await other.query('rollback');
      await expect(deleteExpired()).resolves.toMatchObject({ isNothingLeft: true });
      expect(await countOf('activity')).toBe(0);
    } finally {
      await other.end();
    }
  });
});
