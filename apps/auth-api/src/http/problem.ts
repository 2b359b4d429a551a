import { DomainError, type ErrorCode, type Language, type Problem } from '@app/contract';
import { isDatabaseUnavailable } from '@app/database';
import { text } from '@app/i18n';
import { isRedisUnavailable } from '@app/redis';

/** Seconds after which a store that is away is worth another try. */
const RETRY_AFTER_SECONDS = 2;

/** A path that cannot be decoded leads nowhere. */
const BAD_URL = 'FST_ERR_BAD_URL';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'token_invalid',
  403: 'route_not_found',
  404: 'route_not_found',
  405: 'route_not_found',
  413: 'body_too_large',
  414: 'route_not_found',
};

/**
 * The code of what Nest and Fastify refuse before any route of ours runs. They mark it with a status from 400 to 499,
 * which no error of a store has.
 */
function refusalOf(exception: unknown): ErrorCode | undefined {
  if (typeof exception !== 'object' || exception === null) return undefined;
  const { status, statusCode, code } = exception as Partial<
    Record<'status' | 'statusCode' | 'code', unknown>
  >;
  const found = status ?? statusCode;
  if (typeof found !== 'number' || found < 400 || found > 499) return undefined;
  return code === BAD_URL ? 'route_not_found' : (CODE_OF_STATUS[found] ?? 'body_invalid');
}

/** Whatever was thrown, as one of the closed list. */
export function failureOf(exception: unknown): DomainError {
  if (exception instanceof DomainError && exception.code !== 'unavailable') return exception;
  const refusal = refusalOf(exception);
  if (refusal !== undefined) return new DomainError(refusal, {}, { cause: exception });
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

/** A body that could not even be read has one error: itself. */
const errorsOf = ({ code }: DomainError, language: Language): Problem['errors'] =>
  code === 'body_invalid' ? [{ path: '', message: text(language, 'error.body_invalid.notJson') }] : undefined;

/** RFC 9457. */
export function problemOf(failure: DomainError, language: Language, requestId: string): Problem {
  const { errors = errorsOf(failure, language), ...extras } = failure.extras;
  return {
    type: `urn:otpravka:error:${failure.code}`,
    title: text(language, `error.${failure.code}.title`),
    status: failure.status,
    detail: detailOf(failure, language),
    code: failure.code,
    requestId,
    ...extras,
    ...(errors !== undefined && { errors: [...errors] }),
  };
}

export function headersOf(failure: DomainError): Record<string, string> {
  const { retryAfter } = failure.extras;
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    ...(failure.code === 'token_invalid' && { 'WWW-Authenticate': 'Bearer' }),
  };
}
