import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { addresses } from './addresses';

export const MIGRATED = 'migrated';

export interface TestDatabase {
  readonly url: string;
  /** Deletes the data of a test. The next one uses the same schema, which costs a tenth of a new database. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

export function urlOf(name: string): string {
  const url = new URL(addresses().postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs SQL as the schema owner, who bypasses row security. */
export async function asOwner<Row extends object = Record<string, unknown>>(
  url: string,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}

/** An advisory lock: only one session at a time may copy a database. */
const COPYING = 5_521;

export async function createDatabase(name: string, template = 'template1'): Promise<void> {
  const client = new Client({ connectionString: addresses().postgresUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [COPYING]);
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.end();
  }
}

async function testDatabase(template?: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabase(name, template);
  const url = urlOf(name);
  return {
    url,
    clear: async () => void (await asOwner(url, 'truncate public.shops, public.telegram_accounts cascade')),
    drop: async () => void (await asOwner(addresses().postgresUrl, `drop database ${name} with (force)`)),
  };
}

/** A database without tables. */
export const emptyDatabase = (): Promise<TestDatabase> => testDatabase();

/** A database with the current schema, for one test or for the tests of one file. */
export const freshDatabase = (): Promise<TestDatabase> => testDatabase(MIGRATED);
