import { DomainError, type ErrorCode, type Language, type Problem } from '@app/contract';
import { isDatabaseUnavailable } from '@app/database';
import { text } from '@app/i18n';
import { isRedisUnavailable } from '@app/redis';
import { z } from 'zod';
import { InvalidBody } from './invalid-body';

/** When a client may retry after a store was unavailable. */
const RETRY_AFTER_SECONDS = 2;

/** Fastify's error code for a path that it cannot decode. */
const BAD_URL = 'FST_ERR_BAD_URL';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'token_invalid',
  403: 'route_not_found',
  404: 'route_not_found',
  405: 'route_not_found',
  413: 'body_too_large',
  414: 'route_not_found',
};

const refusal = z.object({
  status: z.number().optional(),
  statusCode: z.number().optional(),
  code: z.unknown().optional(),
});

/**
 * The code of an error that Nest or Fastify throws before a route of ours runs. Such an error has a status from 400 to 499;
 * an error of a store has none.
 */
function errorCodeOf(exception: unknown): ErrorCode | undefined {
  const { data: refused } = refusal.safeParse(exception);
  const status = refused?.status ?? refused?.statusCode;
  if (status === undefined || status < 400 || status > 499) return undefined;
  return refused?.code === BAD_URL ? 'route_not_found' : (CODE_OF_STATUS[status] ?? 'body_invalid');
}

/** Turns anything that was thrown into a DomainError. */
export function failureOf(exception: unknown): DomainError {
  if (exception instanceof DomainError && exception.code !== 'unavailable') return exception;
  const code = errorCodeOf(exception);
  if (code !== undefined) return new DomainError(code, {}, { cause: exception });
  if (exception instanceof DomainError || isRedisUnavailable(exception) || isDatabaseUnavailable(exception)) {
    return new DomainError('unavailable', { retryAfter: RETRY_AFTER_SECONDS }, { cause: exception });
  }
  return new DomainError('internal', {}, { cause: exception });
}

const detailOf = (failure: DomainError, language: Language): string => {
  const { attemptsLeft } = failure.extras;
  return failure.code === 'code_wrong' && attemptsLeft !== undefined
    ? text(language, 'error.code_wrong.detailLeft', { count: attemptsLeft })
    : text(language, `error.${failure.code}.detail`);
};

/** A body that is not JSON has one error, with an empty path. */
function errorsOf(failure: DomainError, language: Language): Problem['errors'] {
  if (failure instanceof InvalidBody)
    return failure.fields.map(({ path, key, params }) => ({ path, message: text(language, key, params) }));
  return failure.code === 'body_invalid'
    ? [{ path: '', message: text(language, 'error.body_invalid.notJson') }]
    : undefined;
}

/** The problem document of a failure (RFC 9457). */
export function problemOf(failure: DomainError, language: Language, requestId: string): Problem {
  const errors = errorsOf(failure, language);
  return {
    type: `urn:otpravka:error:${failure.code}`,
    title: text(language, `error.${failure.code}.title`),
    status: failure.status,
    detail: detailOf(failure, language),
    code: failure.code,
    requestId,
    ...failure.extras,
    ...(errors !== undefined && { errors }),
  };
}

/** The headers that a problem document adds to those of every answer. */
export function headersOf(failure: DomainError): Record<string, string> {
  const { retryAfter } = failure.extras;
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    ...(failure.code === 'token_invalid' && { 'WWW-Authenticate': 'Bearer' }),
  };
}
