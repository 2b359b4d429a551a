import type { errorsRu } from './errors-ru';
import type { TextsLike } from './texts-like';

export const errorsEn = {
  body_invalid: {
    title: 'The request is not well formed',
    detail: 'Check the fields of the request: what is wrong with them is listed in errors.',
    notCode: 'A code has six digits.',
    required: 'This field is required.',
    notOfType: 'A value of the JSON type {{type}} is needed here.',
    notOneOf: 'Possible values: {{values}}.',
    tooLong: 'At most {{most}} characters.',
    tooBig: 'At most {{most}}.',
    tooSmall: 'At least {{least}}.',
    unknownField: 'There are no such fields here: {{names}}.',
    notUsable: 'This value cannot be used here.',
    notName: 'A name has no control characters and no line breaks.',
    notCurrency: 'A currency is three letters of ISO 4217, such as KZT.',
    notTimeZone: 'A time zone is a name of the IANA database, such as Asia/Almaty.',
    notThisScope: 'The cookie ends this session only: scope is this. Anything else needs the access token.',
    notJson: 'The body must be a JSON object, with the header Content-Type: application/json.',
  },
  phone_invalid: {
    title: 'This is not a phone number',
    detail:
      'Enter your full phone number with its country code, for example +7 701 123 45 67. Check that no digit is missing or extra.',
  },
  code_wrong: {
    title: 'Wrong code',
    detail: 'Wrong code. Look at the bot’s message and enter the code again.',
    detailLeft_one: 'Wrong code. {{count}} attempt left.',
    detailLeft_other: 'Wrong code. {{count}} attempts left.',
  },
  token_invalid: {
    title: 'Sign-in needed',
    detail: 'The access token is absent, expired or revoked. Refresh it or sign in again.',
  },
  session_invalid: {
    title: 'The session is over',
    detail: 'The session has expired or was ended. Sign in again.',
  },
  origin_forbidden: {
    title: 'Request from another site',
    detail: 'This site may not sign in with a cookie.',
  },
  plan_required: {
    title: 'Another plan is needed',
    detail: 'This is part of a larger plan only.',
  },
  session_not_found: {
    title: 'No such session',
    detail: 'The session does not exist or has ended already.',
  },
  route_not_found: {
    title: 'No such address',
    detail: 'Check the address and the method of the request. The API is described in /openapi.json.',
  },
  challenge_gone: {
    title: 'The code is no longer valid',
    detail: 'The code has expired or was already used. Get a new one.',
  },
  body_too_large: {
    title: 'The request is too large',
    detail: 'The body of a request may have at most 16 KiB.',
  },
  attempts_exhausted: {
    title: 'No attempts left',
    detail: 'Too many wrong codes. Get a new one.',
  },
  too_many_requests: {
    title: 'Too many requests',
    detail: 'Wait a little and try again.',
  },
  phone_locked: {
    title: 'Sign-in by code is paused',
    detail: 'Too many wrong codes for this number. Ask the bot for a code with /code, or wait.',
  },
  internal: {
    title: 'Something broke on our side',
    detail: 'Try again. If it does not help, write to us and give the requestId.',
  },
  unavailable: {
    title: 'The service is briefly unavailable',
    detail: 'Try again in a few seconds.',
  },
} as const satisfies TextsLike<typeof errorsRu, 'one' | 'other'>;
