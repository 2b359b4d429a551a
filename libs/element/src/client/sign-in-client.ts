import type { createClient } from '@otpravka/client';

/** A client of the API, as `createClient` makes it. */
export type SignInClient = ReturnType<typeof createClient>;

/** What a successful sign-in returns. The tokens stay in the client. */
export type SignedIn = Awaited<ReturnType<SignInClient['verify']>>;
