import { DomainError, type ErrorCode, type Language, type Problem } from '@app/contract';
import { isDatabaseAway } from '@app/database';
import { text } from '@app/i18n';
import { isStoreAway } from '@app/redis';

/** Seconds after which a store that is away is worth another try. */
const RETRY_AFTER_SECONDS = 2;

/** A path that cannot be decoded leads nowhere. */
const BAD_URL = 'FST_ERR_BAD_URL';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'body_invalid',
  401: 'token_invalid',
  404: 'route_not_found',
  405: 'route_not_found',
  413: 'body_too_large',
  414: 'route_not_found',
  415: 'body_invalid',
};

/** The status that Nest and Fastify give to what they refuse before any route of ours runs. */
function statusOf(exception: unknown): number | undefined {
  if (typeof exception !== 'object' || exception === null) return undefined;
  const { status, statusCode } = exception as { status?: unknown; statusCode?: unknown };
  const found = status ?? statusCode;
  return typeof found === 'number' ? found : undefined;
}

/** Whatever was thrown, as one of the closed list. */
export function failureOf(exception: unknown): DomainError {
  if (exception instanceof DomainError && exception.code !== 'unavailable') return exception;
  if (exception instanceof DomainError || isStoreAway(exception) || isDatabaseAway(exception)) {
    return new DomainError('unavailable', { retryAfter: RETRY_AFTER_SECONDS }, { cause: exception });
  }
  const isBadUrl = (exception as { code?: unknown } | null)?.code === BAD_URL;
  const code = isBadUrl ? 'route_not_found' : (CODE_OF_STATUS[statusOf(exception) ?? 500] ?? 'internal');
  return new DomainError(code, {}, { cause: exception });
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
