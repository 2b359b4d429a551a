import type { ErrorCode, FieldError } from './contract.ts';

/** A code of the API, or `unreachable`: no response of the API arrived, so it may or may not have done the work. */
export type OtpravkaErrorCode = ErrorCode | 'unreachable';

/** What an error of each code has beyond the members of every error. */
interface ErrorExtras {
  /** How many wrong codes the challenge still accepts; undefined for a code that was sent with a phone. */
  code_wrong: { readonly attemptsLeft: number | undefined };
  /** The invalid fields of the body and the reason for each, in the person's language. */
  body_invalid: { readonly errors: readonly FieldError[] };
  plan_required: { readonly plan: string | undefined };
  attempts_exhausted: Retryable;
  too_many_requests: Retryable;
  phone_locked: Retryable;
  unavailable: Retryable;
}

interface Retryable {
  /** Seconds to wait before the next try. */
  readonly retryAfter: number;
}

interface EveryError extends Error {
  readonly name: 'OtpravkaError';
  /** The HTTP status, or 0 when no response arrived. */
  readonly status: number;
  /** A short form of `text`. */
  readonly title: string;
  /** For the person, in their language: what happened and what to do. */
  readonly text: string;
  /** For the developer, in English: the likely cause, and what to change. */
  readonly hint: string;
  /** Identifies the request in the logs of the service; undefined when no response of the API arrived. */
  readonly requestId: string | undefined;
}

type ExtrasOf<Code extends OtpravkaErrorCode> = Code extends keyof ErrorExtras ? ErrorExtras[Code] : object;

/** The error of one code, for example `OtpravkaErrorOf<'code_wrong'>`. */
export type OtpravkaErrorOf<Code extends OtpravkaErrorCode> = Code extends OtpravkaErrorCode
  ? EveryError & { readonly code: Code } & ExtrasOf<Code>
  : never;

/** The only error that the client's methods reject with: a union that `code` discriminates. */
export type OtpravkaError = { [Code in OtpravkaErrorCode]: OtpravkaErrorOf<Code> }[OtpravkaErrorCode];

/** The members of an error, before it is one. Members that an error of this code does not have are left out. */
export interface Failure {
  readonly code: OtpravkaErrorCode;
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly hint: string;
  readonly requestId?: string | undefined;
  readonly attemptsLeft?: number | undefined;
  readonly retryAfter?: number | undefined;
  readonly plan?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

/** An answer of the API without `retryAfter` breaks the contract. The client then waits this long. */
const DEFAULT_RETRY_SECONDS = 1;

function extrasOf({ code, attemptsLeft, retryAfter, plan, errors }: Failure): object {
  switch (code) {
    case 'code_wrong':
      return { attemptsLeft };
    case 'body_invalid':
      return { errors: errors ?? [] };
    case 'plan_required':
      return { plan };
    case 'attempts_exhausted':
    case 'too_many_requests':
    case 'phone_locked':
    case 'unavailable':
      return { retryAfter: retryAfter ?? DEFAULT_RETRY_SECONDS };
    default:
      return {};
  }
}

class ClientError extends Error {
  override readonly name = 'OtpravkaError';

  /** A page may hold this class twice, because the sign-in element contains the client. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'OtpravkaError' && 'code' in value;
  }

  constructor(failure: Failure, options?: { readonly cause?: unknown }) {
    const { code, status, title, text, hint, requestId } = failure;
    super(`${code}: ${code === 'unreachable' ? hint : text}`, options);
    Object.assign(this, { code, status, title, text, hint, requestId }, extrasOf(failure));
  }
}

/** For `instanceof`, which narrows an unknown error to the union. */
export const OtpravkaError = ClientError as unknown as new (
  failure: Failure,
  options?: { readonly cause?: unknown },
) => OtpravkaError;

/** Whether an error is one of the client with one of these codes. */
export const isOtpravkaError = <Code extends OtpravkaErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is OtpravkaErrorOf<Code> =>
  error instanceof OtpravkaError && (codes as readonly OtpravkaErrorCode[]).includes(error.code);
