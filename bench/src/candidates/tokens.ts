import type { Answer } from '../load/connection';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Reads the tokens in the body of an answer. */
export function tokensIn({ body }: Answer): Tokens {
  const { accessToken, refreshToken } = JSON.parse(body) as Tokens;
  return { accessToken, refreshToken };
}
