import { UnfitDatabase } from '../preconditions/preconditions';

/** SQLSTATEs: the login is refused, its password is wrong, the database does not exist (PostgreSQL: appendix A). */
const LOGIN_REFUSED = new Set(['28000', '28P01', '3D000']);

/** Whether Postgres refuses the user, the password or the database of an address. */
export const isLoginRefused = (error: unknown): boolean =>
  LOGIN_REFUSED.has((error as NodeJS.ErrnoException | null)?.code ?? '');

/** What an operator has to do about it. Waiting does not help. */
export const loginRefusal = (error: unknown): UnfitDatabase =>
  new UnfitDatabase(
    `Postgres refuses the login of DATABASE_URL: ${(error as Error).message}. Correct its user, password or database`,
    { cause: error },
  );
