import { asOwner } from '@app/testing';
import { useTwoShops } from '../spec/two-shops';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNeeded: boolean;
}

interface Table {
  readonly name: string;
  /** The column of the shop's id; null if no shop sees any row. */
  readonly shop: string | null;
  readonly columns: readonly Column[];
}

/** Reads the tables from the catalogue, so that the test also covers tables of later migrations. */
const TABLES = `
  select c.relname as name,
    max(a.attname) filter (where a.attname = case c.relname when 'shops' then 'id' else 'shop_id' end) as shop,
    json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
      'isNeeded', a.attnotnull and not a.atthasdef and a.attidentity = '') order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
  group by c.relname
  having bool_or(a.attname = 'shop_id') or c.relname in ('shops', 'telegram_accounts')
  order by c.relname`;

let valueCount = 0;

/** Makes a value of a type, a different one each time. */
function valueOf(type: string): string {
  const n = ++valueCount;
  if (type === 'uuid') return 'gen_random_uuid()';
  if (/int|numeric|double/.test(type)) return String(n);
  if (/timestamp|date/.test(type)) return 'now()';
  if (/json/.test(type)) return `'{}'`;
  if (/\[\]$/.test(type)) return `'{}'`;
  if (type === 'boolean') return 'true';
  return `'${n}'`;
}

describe('SQL of the services', () => {
  const shops = useTwoShops();
  let tables: readonly Table[];

  beforeAll(async () => {
    tables = await asOwner<Table & object>(shops.url, TABLES);
    // Foreign keys are off while the tables are filled.
    for (const table of tables.filter(({ name }) => name !== 'shops'))
      await asOwner(shops.url, `set session_replication_role = replica; ${insertTheirRow(table)}`);
  });

  function insertTheirRow({ name, shop, columns }: Table): string {
    const needed = columns.filter((column) => column.isNeeded || column.name === shop);
    const values = needed.map((column) =>
      column.name === shop ? `'${shops.theirs.shopId}'` : valueOf(column.type),
    );
    return `insert into ${name} (${needed.map((column) => column.name).join(', ')}) values (${values.join(', ')})`;
  }

  const isTheirs = ({ shop }: Table): string => (shop ? `${shop} = '${shops.theirs.shopId}'` : 'true');

  /** Includes the columns that change when a row is written again with the same values. */
  const theirRows = (table: Table) =>
    asOwner(shops.url, `select ctid, xmin, t.* from ${table.name} t where ${isTheirs(table)}`);

  it('covers every table of the product', () => {
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['activity', 'products', 'sales', 'sessions', 'shops', 'telegram_accounts']),
    );
  });

  describe.each(['of another shop', 'of no shop'])('%s', (who) => {
    const run = async (sql: string): Promise<readonly unknown[]> => {
      const result =
        who === 'of no shop'
          ? shops.database.query(sql)
          : shops.tenant.run(shops.ours.shopId, (manager) => manager.query<unknown[]>(sql));
      return result.catch((error: Error) => {
        expect(error.message).toMatch(/permission denied|violates/);
        return [];
      });
    };

    it('reads none of their rows in any table', async () => {
      for (const table of tables) {
        expect((await theirRows(table)).length).toBeGreaterThan(0);
        for (const condition of ['true', isTheirs(table)]) {
          const found = await run(`select * from ${table.name} where ${condition}`);
          const rows = JSON.stringify(table.shop ? found : found.length);
          expect([table.name, rows.includes(shops.theirs.shopId)]).toEqual([table.name, false]);
        }
        await expect(run(`select 1 from ${table.name} where ${isTheirs(table)}`)).resolves.toEqual([]);
      }
    });

    it('writes none of their rows in any table', async () => {
      for (const table of tables) {
        const before = await theirRows(table);
        for (const { name } of table.columns) {
          await run(`update ${table.name} set ${name} = default`);
          await run(`update ${table.name} set ${name} = ${name} where ${isTheirs(table)}`);
        }
        await run(`delete from ${table.name} where ${isTheirs(table)}`);
        await run(`truncate ${table.name} cascade`);
        await run(insertTheirRow(table));
        expect([table.name, await theirRows(table)]).toEqual([table.name, before]);
      }
    });
  });
});
