import type { z } from 'zod';
import { DomainError } from '@app/contract';
import type { Database } from '@app/database';
import type { AccessClaims } from './access-tokens';

/** Calls a function of the database in one round trip. @returns null where the function returns null */
export async function callFunction<T>(
  database: Database,
  reply: z.ZodType<T>,
  name: string,
  parameters: readonly unknown[],
): Promise<T | null> {
  const placeholders = parameters.map((_, at) => `$${at + 1}`).join(', ');
  const [row] = await database.query<{ reply: unknown }>(
    `select ${name}(${placeholders}) as reply`,
    parameters,
  );
  return row === undefined || row.reply === null ? null : reply.parse(row.reply);
}

/**
 * The same for a function that also checks the session of the caller.
 * @throws DomainError `token_invalid` where the session is not live
 */
export async function callAsSession<T>(
  database: Database,
  reply: z.ZodType<T>,
  name: string,
  { shopId, sessionId }: AccessClaims,
  parameters: readonly unknown[] = [],
): Promise<T> {
  const answer = await callFunction(database, reply, name, [shopId, sessionId, ...parameters]);
  if (answer === null) throw new DomainError('token_invalid');
  return answer;
}
