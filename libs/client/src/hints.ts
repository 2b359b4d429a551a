import type { ErrorCode, FieldError, Problem } from './contract.ts';
import { optional } from './optional.ts';

const withoutPath = 'Check that `api` of createClient is the origin of auth-api, without a path.';

/** The origin of the page, for the developer; undefined outside a browser. */
const pageOrigin = (): string | undefined => optional(() => location.origin);

const addToCors = (api: string): string => {
  const origin = pageOrigin();
  return origin === undefined || origin === api
    ? 'Add the origin of the page to CORS_ORIGINS of auth-api.'
    : `Add ${origin} to CORS_ORIGINS of auth-api.`;
};

const listed = (errors: readonly FieldError[] = []): string =>
  errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ');

const HINTS: Readonly<Record<ErrorCode, (problem: Partial<Problem>, api: string) => string>> = {
  body_invalid: ({ errors }) => `The API refused the body of the request. ${listed(errors)}`.trim(),
  phone_invalid: () =>
    'The phone could not be read. Pass `country` with a phone in national form, such as 701 123 45 67.',
  code_wrong: ({ attemptsLeft }) =>
    attemptsLeft === 0
      ? 'This challenge accepts no more codes: request a new one.'
      : 'Let the person try again.',
  token_invalid: () =>
    'The access token is absent, expired or revoked. `client.fetch` refreshes it by itself.',
  session_invalid: () => 'Nobody is signed in here, or the session has ended. Show the sign-in again.',
  origin_forbidden: (_, api) => `The cookie transport is refused for this page. ${addToCors(api)}`,
  plan_required: ({ plan }) => `This route needs the plan ${plan ?? 'that its guard names'}.`,
  session_not_found: () => 'The session has ended already: read the list again.',
  route_not_found: () => withoutPath,
  challenge_gone: () => 'The challenge has expired, was used or never existed: request a new one.',
  body_too_large: () => 'The API accepts bodies of at most 16 KiB.',
  attempts_exhausted: () => 'This challenge accepts no more codes: request a new one.',
  too_many_requests: ({ retryAfter }) =>
    `A limit of the phone or of the address was reached. Try again after ${retryAfter} s; OTP_* of auth-api sets the limits.`,
  phone_locked: () =>
    'Too many wrong codes for this phone. Its owner can still sign in with a code of the bot (/code), or by approval.',
  internal: ({ requestId }) =>
    `A defect of the service. Look for request ${requestId} in the log of auth-api.`,
  unavailable: () => 'A store of the API is away. Nothing was lost: the same request may be sent again.',
};

export const hintOf = (problem: Partial<Problem> & { readonly code: ErrorCode }, api: string): string =>
  (HINTS[problem.code] ?? (() => `An API newer than this client answered ${problem.code}.`))(problem, api);

export const unreachableHint = (api: string): string => {
  const origin = pageOrigin();
  const cors =
    origin === undefined || origin === api ? '' : ` If it does, add ${origin} to CORS_ORIGINS of auth-api.`;
  return `Nothing answers at ${api}. Check that auth-api runs there.${cors}`;
};

export const timeoutHint = (api: string, seconds: number): string =>
  `No answer came from ${api} within ${seconds} s.`;

export const foreignAnswerHint = (api: string, status: number): string =>
  `${api} answered HTTP ${status}, but not as auth-api does. ${withoutPath} Otherwise a proxy in between has answered.`;
