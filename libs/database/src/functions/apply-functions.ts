import type { QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from '../tenancy/application-role';
import { type DatabaseFunction, FUNCTIONS, FUNCTIONS_VERSION, SEARCH_PATH } from './database-functions';

type Runner = Pick<QueryRunner, 'query'>;

/** Records the hash of each function file, and the version of the build that applied it last. */
export const APPLIED_FUNCTIONS = `
  create table if not exists public.applied_functions (
    signature text primary key, sha256 text not null, functions_version int not null)`;

/** Selects the names of functions that are missing or differ from those of this build. */
export const differingFunctionsSql = (functions: readonly DatabaseFunction[] = FUNCTIONS): string => `
  select wanted.name from (values ${functions
    .map(
      ({ name, signature, sha256, bodySha256, isDefiner, isForServices }) =>
        `('${name}', '${signature}', '${sha256}', '${bodySha256}', ${isDefiner}, ${isForServices})`,
    )
    .join(', ')}) wanted (name, signature, sha256, body, is_definer, is_called)
  where not exists (
    select from public.applied_functions applied
    where applied.signature = wanted.signature and applied.sha256 = wanted.sha256)
  or not exists (
    select from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname = wanted.name and p.prosecdef = wanted.is_definer
      and encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') = wanted.body
      and 'search_path=${SEARCH_PATH}' = any(p.proconfig)
      and (not wanted.is_called or has_function_privilege(p.oid, 'execute')))`;

/** Whether a later build has applied its functions. They also serve this build, so it leaves them as they are. */
export async function isOfLaterBuild(
  query: (sql: string) => Promise<{ isLater: boolean }[]>,
): Promise<boolean> {
  const [row] = await query(
    `select coalesce(max(functions_version), 0) > ${FUNCTIONS_VERSION} as "isLater" from public.applied_functions`,
  );
  return row?.isLater === true;
}

/** Creates or replaces the functions that differ from their files, and restores the rights of all of them. */
export async function applyFunctions(runner: Runner, functions: readonly DatabaseFunction[]): Promise<void> {
  const found = (await runner.query(differingFunctionsSql(functions))) as { name: string }[];
  const differing = new Set(found.map(({ name }) => name));
  for (const { name, sql, signature, sha256, isForServices } of functions) {
    if (differing.has(name)) await runner.query(sql);
    await runner.query(
      `insert into public.applied_functions (signature, sha256, functions_version) values ($1, $2, $3)
        on conflict (signature) do update set sha256 = excluded.sha256, functions_version = excluded.functions_version`,
      [signature, sha256, FUNCTIONS_VERSION],
    );
    await runner.query(`revoke all on function ${signature} from public, ${APPLICATION_ROLE}`);
    if (isForServices) await runner.query(`grant execute on function ${signature} to ${APPLICATION_ROLE}`);
  }
}

/** Drops the functions that an earlier build applied and this one no longer has. */
export async function dropFormerFunctions(
  runner: Runner,
  functions: readonly DatabaseFunction[] = FUNCTIONS,
): Promise<void> {
  const current = new Set(functions.map(({ signature }) => signature));
  const applied = (await runner.query('select signature from public.applied_functions')) as {
    signature: string;
  }[];
  for (const { signature } of applied.filter((one) => !current.has(one.signature))) {
    await runner.query(`drop function if exists ${signature}`);
    await runner.query('delete from public.applied_functions where signature = $1', [signature]);
  }
}
