import type { Client } from 'pg';
import { APPLICATION_ROLE } from '../tenancy/application-role';
import { UnfitDatabase } from '../preconditions/preconditions';

/** Less than the query timeout, so that a statement never succeeds after its caller got an error. */
export const STATEMENT_TIMEOUT_MS = 1_500;

/** Only our startup options set this setting. If it is missing, a pooler has dropped the options. */
export const DIRECT = 'otpravka.direct';

/** `mayBypass`: the login itself bypasses row security, or it owns the tables. */
const CHECK = `
  select current_user as role, session_user as login,
    coalesce(current_setting('${DIRECT}', true), '') = '1' as "hasStartupOptions",
    exists (select from pg_roles r
      where pg_has_role(session_user, r.oid, 'member') and (r.rolsuper or r.rolbypassrls
        or r.oid = (select relowner from pg_class where oid = to_regclass('public.shops')))) as "mayBypass"`;

interface Connection {
  readonly role: string;
  readonly login: string;
  readonly hasStartupOptions: boolean;
  readonly mayBypass: boolean;
}

/**
 * Refuses a connection that does not run as the application role, because it could bypass row security. Behind a pooler
 * that drops the startup options, the login must have the role by itself and no other right: in transaction mode several
 * clients share a connection, so a client that resets the role also resets it for the next client.
 * @throws UnfitDatabase
 */
export async function checkConnection(client: Client): Promise<void> {
  const { rows } = await client.query<Connection>(CHECK);
  const [found] = rows as [Connection];
  if (found.role !== APPLICATION_ROLE || (!found.hasStartupOptions && found.mayBypass)) throw refusal(found);
  // In transaction mode this sets only one connection of the pool. The setting of the login covers all of them.
  if (!found.hasStartupOptions) await client.query(`set statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
}

function refusal({ role, login, mayBypass }: Connection): UnfitDatabase {
  const name = mayBypass ? 'otpravka_login' : login;
  const sql = [
    ...(mayBypass ? [`create role ${name} login password '…' noinherit;`] : []),
    `grant ${APPLICATION_ROLE} to ${quoted(name)};`,
    `alter role ${quoted(name)} set role = '${APPLICATION_ROLE}';`,
    `alter role ${quoted(name)} set statement_timeout = '${STATEMENT_TIMEOUT_MS}ms';`,
  ].join('\n');
  const next = mayBypass ? `Then name ${name} in DATABASE_URL` : 'Then make the pooler reconnect';
  const what =
    role === APPLICATION_ROLE
      ? `as "${role}", but its login "${login}" could bypass row security`
      : `as "${role}" and not as "${APPLICATION_ROLE}"`;
  return new UnfitDatabase(
    `The database connection runs ${what}: a pooler in front drops or refuses the startup option "-c role". ` +
      `Connect to Postgres directly, or give the services a login that has the role by itself. An administrator runs:\n${sql}\n${next}.`,
  );
}

const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
