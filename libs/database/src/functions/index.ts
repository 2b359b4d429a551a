import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The only search path of a function. Nobody but a superuser can create anything in `pg_catalog`, and operators and
 * functions are never looked up in `pg_temp`, so whoever may create objects elsewhere cannot get code into a function.
 */
export const SEARCH_PATH = 'pg_catalog, pg_temp';

/** A function of the database; its file `functions/<name>.sql` is the only place that says what it is. */
export interface DatabaseFunction {
  readonly name: string;
  /** The whole `create or replace function` statement. */
  readonly sql: string;
  /** Name and parameters, as `grant` takes them. */
  readonly signature: string;
  /** Of the body as the catalogue keeps it, so that a service can compare it with its build. */
  readonly bodySha256: string;
  /** It runs as its owner, for work that must happen before a shop is known. */
  readonly isDefiner: boolean;
  /** The services may call it; the others are called by these. */
  readonly isForServices: boolean;
}

/** The default of ids is evaluated as whoever inserts. */
const CALLED_BY_DEFAULTS = ['uuid_v7'];

/** By name, not by what lies in the folder: a build leaves there what a former one had. */
const FILES = [
  'end-phone-sessions',
  'end-sessions',
  'erase-shop',
  'link-telegram-account-held-by',
  'link-telegram-account',
  'linked-telegram-accounts',
  'list-activity',
  'list-sessions',
  'mark-telegram-account',
  'note-activity',
  'open-session',
  'refresh-session',
  'reuse-not-told',
  'reuse-to-tell',
  'revoke-sessions',
  'session-of-shop',
  'session-view',
  'set-updated-at',
  'shop-view',
  'telegram-account-by-id',
  'telegram-account-by-phone',
  'unlink-telegram-account',
  'update-shop',
  'uuid-v7',
];

const FORM = /^create or replace function (public\.(\w+)\([^)]*\)) returns [^$]*\$body\$(.*)\$body\$;\s*$/ms;

function read(file: string): DatabaseFunction {
  const sql = readFileSync(join(__dirname, `${file}.sql`), 'utf8');
  const [, signature = '', name = '', body = ''] = FORM.exec(sql) ?? [];
  if (name.replaceAll('_', '-') !== file) {
    throw new Error(`${file}.sql must hold one "create or replace function public.<name of the file>(…)"`);
  }
  const isDefiner = sql.includes(' security definer ');
  return {
    name,
    sql,
    signature,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    isDefiner,
    isForServices: isDefiner || CALLED_BY_DEFAULTS.includes(name),
  };
}

export const FUNCTIONS: readonly DatabaseFunction[] = FILES.map(read);

/** What the migration that makes the first table needs before it; the others come when all tables are there. */
export const FUNCTIONS_OF_TABLES: readonly DatabaseFunction[] = FUNCTIONS.filter(({ name }) =>
  ['set_updated_at', 'uuid_v7'].includes(name),
);
