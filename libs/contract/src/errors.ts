/** The closed list of expected failures. A code is stable, and it is the key of its text. */
export const ERROR_STATUS = {
  body_invalid: 400,
  phone_invalid: 400,
  code_wrong: 401,
  token_invalid: 401,
  session_invalid: 401,
  origin_forbidden: 403,
  plan_required: 403,
  session_not_found: 404,
  route_not_found: 404,
  challenge_gone: 410,
  body_too_large: 413,
  attempts_exhausted: 429,
  too_many_requests: 429,
  phone_locked: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const ERROR_CODES = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]];

/** Members of a problem document beyond those of RFC 9457. */
export interface ErrorExtras {
  readonly attemptsLeft?: number;
  /** Seconds, an integer; also sent as the `Retry-After` header. */
  readonly retryAfter?: number;
  readonly plan?: string;
}

/** An expected failure. Everything else that is thrown is a defect and is answered as `internal`. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    readonly extras: ErrorExtras = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
