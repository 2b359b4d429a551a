import { negotiateLanguage } from './language.ts';
import { type ProblemCode, PROBLEM_TEXTS } from './problem-texts.ts';
import type { VerificationError } from './verification-error.ts';

const RETRY_AFTER_SECONDS = 2;

/** A problem document (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly retryAfter?: number;
}

/** The answer to a request that is refused. It says what the API would say, and nothing about the reason. */
export interface Refusal {
  readonly status: 401 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly problem: Problem;
}

/** The answer for a token that was not accepted. @param acceptLanguage the header of the request */
export function refusalOf(error: VerificationError, acceptLanguage?: string): Refusal {
  const isInvalid = error.code === 'token_invalid';
  const code = isInvalid ? 'token_invalid' : 'unavailable';
  const status = isInvalid ? 401 : 503;
  const language = negotiateLanguage(acceptLanguage);
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Content-Language': language,
      'Cache-Control': 'no-store',
      ...(isInvalid ? { 'WWW-Authenticate': 'Bearer' } : { 'Retry-After': String(RETRY_AFTER_SECONDS) }),
    },
    problem: {
      type: `urn:otpravka:error:${code}`,
      ...PROBLEM_TEXTS[language][code],
      status,
      code,
      ...(!isInvalid && { retryAfter: RETRY_AFTER_SECONDS }),
    },
  };
}
