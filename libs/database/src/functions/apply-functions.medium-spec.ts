import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import { DataSource } from 'typeorm';
import type { Database } from '../connection/database';
import { booted, closeDatabases } from '../spec/databases';
import { applyFunctions, dropFormerFunctions } from './apply-functions';
import { FUNCTIONS, parseFunction } from './database-functions';

const greet = (parameters: string, body: string) =>
  parseFunction(
    'greet',
    `-- A function of this spec.
create or replace function public.greet(${parameters}) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return ${body};
end
$body$;
`,
  );

/** Applies the changes of docs/decisions/0027-two-versions-side-by-side.md while an instance of the former version runs. */
describe('an update of functions', () => {
  let store: TestDatabase;
  let owner: DataSource;
  let former: Database;

  beforeEach(async () => {
    store = await freshDatabase();
    owner = await new DataSource({ type: 'postgres', url: store.url }).initialize();
    former = await booted(store.url);
    await update(greet('p_name text', `'Hello, ' || p_name`));
  });
  afterEach(async () => {
    await closeDatabases();
    await owner.destroy();
    await store.drop();
  });

  const update = (...more: ReturnType<typeof greet>[]) =>
    owner.transaction(async ({ queryRunner }) => {
      const build = [...FUNCTIONS, ...more];
      await dropFormerFunctions(queryRunner!, build);
      await applyFunctions(queryRunner!, build);
    });
  const greeted = async (parameters: readonly string[]) => {
    const placeholders = parameters.map((_, at) => `$${at + 1}`).join(', ');
    const [row] = await former.query<{ text: string }>(`select greet(${placeholders}) as text`, parameters);
    return row?.text;
  };
  const signatures = () =>
    asOwner<{ signature: string }>(
      store.url,
      `select oid::regprocedure::text as signature from pg_proc where proname = 'greet'`,
    );

  it('may change the body of a function that the former version calls', async () => {
    await expect(greeted(['Anna'])).resolves.toBe('Hello, Anna');
    await update(greet('p_name text', `'Good morning, ' || p_name`));
    await expect(greeted(['Anna'])).resolves.toBe('Good morning, Anna');
  });

  it('may add a parameter with a default to a function that both versions call', async () => {
    await update(greet(`p_name text, p_word text default 'Hello'`, `p_word || ', ' || p_name`));
    await expect(greeted(['Anna'])).resolves.toBe('Hello, Anna');
    await expect(greeted(['Anna', 'Welcome'])).resolves.toBe('Welcome, Anna');
    await expect(signatures()).resolves.toEqual([{ signature: 'greet(text,text)' }]);
  });

  it('may rename a parameter', async () => {
    await update(greet('p_person text', `'Hello, ' || p_person`));
    await expect(greeted(['Anna'])).resolves.toBe('Hello, Anna');
  });

  it('drops a function without a file', async () => {
    await update();
    await expect(signatures()).resolves.toEqual([]);
    await expect(greeted(['Anna'])).rejects.toThrow('function greet(unknown) does not exist');
  });
});
