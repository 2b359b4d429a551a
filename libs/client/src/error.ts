import type { ErrorCode, Problem } from '@app/contract';

/** A code of the API, or `unreachable`: no response of the API arrived, so it may or may not have done the work. */
export type OtpravkaErrorCode = ErrorCode | 'unreachable';

/** The members of the API's problem document, or what the client reports without one. */
export type Failure = Pick<Problem, 'status' | 'title' | 'detail'> &
  Partial<Pick<Problem, 'retryAfter' | 'attemptsLeft' | 'errors' | 'requestId'>> & {
    readonly code: OtpravkaErrorCode;
  };

/** The only error that the client's methods reject with. `title` and `detail` are for people, in the client's language. */
export class OtpravkaError extends Error {
  override readonly name = 'OtpravkaError';
  readonly code: OtpravkaErrorCode;
  /** The HTTP status, or 0 when no response arrived. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Seconds to wait before retrying. */
  readonly retryAfter: number | undefined;
  /** How many wrong codes this challenge still accepts. */
  readonly attemptsLeft: number | undefined;
  /** For `body_invalid`: the invalid fields of the body and the reason for each. */
  readonly errors: readonly { readonly path: string; readonly message: string }[] | undefined;
  /** Identifies the request in the logs of the service. */
  readonly requestId: string | undefined;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.code}: ${failure.detail}`, options);
    this.code = failure.code;
    this.status = failure.status;
    this.title = failure.title;
    this.detail = failure.detail;
    this.retryAfter = failure.retryAfter;
    this.attemptsLeft = failure.attemptsLeft;
    this.errors = failure.errors;
    this.requestId = failure.requestId;
  }
}
