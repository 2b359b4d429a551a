import { ActivityEntry, Session } from '@app/session';
import { Shop } from '@app/shop';
import { TelegramAccountRow } from '@app/telegram';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { DataSource } from 'typeorm';

describe('the entities', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await freshDatabase();
    source = new DataSource({
      type: 'postgres',
      url: database.url,
      entities: [Shop, Session, ActivityEntry, TelegramAccountRow],
    });
    await source.initialize();
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('match the tables that the migrations create', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});
