import type { Answer } from '../load/connection';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The tokens in the body of an answer. Its other fields are not kept. */
export function tokensIn({ body }: Answer): Tokens {
  const { accessToken, refreshToken } = JSON.parse(body) as Tokens;
  return { accessToken, refreshToken };
}
