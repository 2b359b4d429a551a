import type { z } from 'zod';
import { DomainError } from '@app/contract';
import type { Database } from '@app/database';
import type { AccessClaims } from './access-tokens';

/**
 * Calls a database function that also checks the session of its caller.
 * @throws DomainError `token_invalid` if the session is not live
 */
export async function callAsSession<T>(
  database: Database,
  name: string,
  { shopId, sessionId }: AccessClaims,
  parameters: readonly unknown[],
  result: z.ZodType<T>,
): Promise<T> {
  const found = await database.call(name, [shopId, sessionId, ...parameters], result);
  if (found === null) throw new DomainError('token_invalid');
  return found;
}
