import { Client } from 'pg';
import { Retention } from './retention';
import { OTHER_PHONE, useSessions } from './spec/sessions-on-postgres';

const fixture = useSessions();

const deleteExpired = (): Promise<void> => new Retention(fixture.database).deleteExpired();

const countOf = async (table: string): Promise<number> => {
  const [row] = await fixture.asOwner<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row!.count;
};

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
    await fixture.asOwner(
      `insert into activity (shop_id, event, at) select $1, 'session_opened', now() - interval '181 days'
         from generate_series(1, 2500)`,
      [shop.id],
    );
    await deleteExpired();
    expect(await countOf('activity')).toBe(1);
  });

  it('deletes no more rows in one batch than it was asked for', async () => {
    const { shop } = await fixture.signIn();
    await fixture.asOwner(
      `insert into activity (shop_id, event, at) select $1, 'session_opened', now() - interval '181 days'
         from generate_series(1, 25)`,
      [shop.id],
    );
    const [deleted] = await fixture.asOwner<{ more: boolean }>('select delete_expired_rows(10) as more');
    expect(deleted).toEqual({ more: true });
    expect(await countOf('activity')).toBe(1 + 15);
  });

  it('leaves the work to another caller that is deleting', async () => {
    const { shop } = await fixture.signIn();
    await fixture.passDays(shop.id, 181);
    const other = new Client({ connectionString: fixture.databaseUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query('select delete_expired_rows(0)');
      await deleteExpired();
      expect(await countOf('activity')).toBe(1);
      await other.query('rollback');
      await deleteExpired();
      expect(await countOf('activity')).toBe(0);
    } finally {
      await other.end();
    }
  });
});
