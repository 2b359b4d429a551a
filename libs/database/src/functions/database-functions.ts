import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The search path of every function. Only a superuser can create objects in `pg_catalog`, and PostgreSQL never looks for
 * operators and functions in `pg_temp`, so no other user can get code into a function.
 */
export const SEARCH_PATH = 'pg_catalog, pg_temp';

/**
 * Increase this number with every change of a function; functions.spec.ts checks it. A build that finds a higher number in
 * the database knows that a later build has applied its functions (docs/decisions/0027-two-versions-side-by-side.md).
 */
export const FUNCTIONS_VERSION = 11;

/** A function of the database, as its file defines it. */
export interface DatabaseFunction {
  readonly name: string;
  /** The whole `create or replace function` statement, with the header above it. */
  readonly sql: string;
  readonly sha256: string;
  /** The name and the parameters without defaults, as `grant` and `drop` take them. */
  readonly signature: string;
  /** The hash of the body alone, which the catalogue keeps, so that a boot can compare it. */
  readonly bodySha256: string;
  /** It runs with the rights of the schema owner, for work before a shop is known. */
  readonly isDefiner: boolean;
  /** The services may call it. Only other functions call the rest. */
  readonly isForServices: boolean;
}

/** These functions read no table, but the services call them: in the default of ids, and in the shop entity. */
const PURE_FOR_SERVICES = ['uuid_v7', 'effective_plan'];

/**
 * Every function by the lib that owns its rule: the file is `libs/<lib>/src/sql/<name>.sql`. The files are listed, because
 * `dist` may contain files of former builds. They are created in this order, because an SQL function may call only
 * functions that exist.
 */
const FILES = {
  database: ['set-updated-at', 'uuid-v7'],
  telegram: [
    'telegram-account-view',
    'telegram-account-by-id',
    'telegram-account-by-phone',
    'linked-telegram-accounts',
    'telegram-link',
    'link-telegram-account',
    'link-telegram-account-held-by',
    'mark-telegram-account',
    'choose-language',
    'switch-sign-in-notifications',
    'turn-on-sign-in-notifications',
    'unlink-telegram-account',
    'ask-shop-name',
    'answer-shop-name',
    'close-shop-name-question',
    'phone-holding',
    'change-phone',
    'move-shop',
  ],
  shop: ['effective-plan', 'shop-view', 'shop-of-account', 'delete-shop', 'erase-shop'],
  session: [
    'session-view',
    'session-of-shop',
    'open-session',
    'refresh-session',
    'claim-reuse-notification',
    'release-reuse-notification',
    'revoke-sessions',
    'end-sessions',
    'end-phone-sessions',
    'list-sessions',
    'sessions-of-account',
    'list-activity',
    'record-activity',
    'list-due-notifications',
    'settle-due-notifications',
    'delete-expired-batch',
  ],
} as const;

const LIBS = join(__dirname, '..', '..', '..');
const FORM =
  /^(?:--[^\n]*\n)+create or replace function (public\.(\w+)\([^)]*\)) returns [^$]*\$body\$(.*)\$body\$;\s*$/s;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @throws Error if the text is not the header and the one statement of the function in this file */
export function parseFunction(file: string, sql: string): DatabaseFunction {
  const [, signature = '', name = '', body = ''] = FORM.exec(sql) ?? [];
  if (name.replaceAll('_', '-') !== file) {
    throw new Error(
      `${file}.sql must hold a header and one "create or replace function public.<name of the file>(…)"`,
    );
  }
  const isDefiner = sql.includes(' security definer ');
  return {
    name,
    sql,
    sha256: sha256(sql),
    signature: signature.replace(/\s+/g, ' ').replace(/ default [^,)]+/g, ''),
    bodySha256: sha256(body),
    isDefiner,
    isForServices: isDefiner || PURE_FOR_SERVICES.includes(name),
  };
}

const readFunction = (lib: string, file: string): DatabaseFunction =>
  parseFunction(file, readFileSync(join(LIBS, lib, 'src', 'sql', `${file}.sql`), 'utf8'));

/** These functions are created before the tables, whose id defaults and trigger call them. */
export const FUNCTIONS_BEFORE_TABLES: readonly DatabaseFunction[] = FILES.database.map((file) =>
  readFunction('database', file),
);

/** These functions are created after the tables that they read and write. */
export const FUNCTIONS_AFTER_TABLES: readonly DatabaseFunction[] = (
  ['telegram', 'shop', 'session'] as const
).flatMap((lib) => FILES[lib].map((file) => readFunction(lib, file)));

export const FUNCTIONS: readonly DatabaseFunction[] = [...FUNCTIONS_BEFORE_TABLES, ...FUNCTIONS_AFTER_TABLES];
