/**
 * `token_invalid`: nobody is signed in with this token, so answer 401.
 * `keys_unavailable`: the token cannot be checked now, so answer 503.
 */
export type VerificationErrorCode = 'token_invalid' | 'keys_unavailable';

/** Why a token was not accepted. Show people the message of your own page, and never the hint. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';
  readonly code: VerificationErrorCode;
  /** One or two sentences for developers: what is wrong, and what to check. It contains no token. */
  readonly hint: string;

  constructor(code: VerificationErrorCode, hint: string, options?: ErrorOptions) {
    super(`${code}: ${hint}`, options);
    this.code = code;
    this.hint = hint;
  }
}

export const tokenInvalid = (hint: string, options?: ErrorOptions): VerificationError =>
  new VerificationError('token_invalid', hint, options);
