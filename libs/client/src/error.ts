import type { ErrorCode, Problem } from '@app/contract';

/** A code of the API, or `unreachable`: no answer of the API came back, so nobody knows whether it did the work. */
export type OtpravkaErrorCode = ErrorCode | 'unreachable';

/** What an error is made of: the API's problem document, or what the client saw in its stead. */
export type Failure = Pick<Problem, 'status' | 'title' | 'detail'> &
  Partial<Pick<Problem, 'retryAfter' | 'attemptsLeft' | 'errors' | 'requestId'>> & {
    readonly code: OtpravkaErrorCode;
  };

/** Whatever a call of the client can fail with. `title` and `detail` are for people, in the client's language. */
export class OtpravkaError extends Error {
  override readonly name = 'OtpravkaError';
  readonly code: OtpravkaErrorCode;
  /** The HTTP status; 0 where no answer came at all. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Seconds until the same request is worth sending again. */
  readonly retryAfter: number | undefined;
  /** How many more codes may be tried for this challenge. */
  readonly attemptsLeft: number | undefined;
  /** What is wrong with which field of the body, for `body_invalid`. */
  readonly errors: readonly { readonly path: string; readonly message: string }[] | undefined;
  /** Names the request in the logs of the service. */
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
