import { NotFoundException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import { DomainError, ERROR_CODES, LANGUAGES, problem } from '@app/contract';
import { failureOf, headersOf, problemOf } from './problem';

describe('a problem document', () => {
  it.each(LANGUAGES.flatMap((language) => ERROR_CODES.map((code) => [language, code] as const)))(
    'follows the contract in %s for %s',
    (language, code) => {
      const document = problemOf(new DomainError(code, { retryAfter: 3 }), language, 'id-1');
      expect(problem.strict().parse(document)).toEqual(document);
      expect(document).toMatchObject({ code, requestId: 'id-1', retryAfter: 3 });
      expect(document.title).not.toContain('error.');
      expect(document.detail).not.toContain('error.');
    },
  );

  it('says how many attempts are left', () => {
    expect(problemOf(new DomainError('code_wrong', { attemptsLeft: 2 }), 'ru', '').detail).toContain(
      '2 попытки',
    );
    expect(problemOf(new DomainError('code_wrong'), 'ru', '').detail).not.toContain('{{');
  });
});

describe('an exception', () => {
  it.each([
    [new NotFoundException(), 'route_not_found'],
    [new PayloadTooLargeException(), 'body_too_large'],
    [new UnsupportedMediaTypeException(), 'body_invalid'],
    [Object.assign(new Error('x'), { statusCode: 400, code: 'FST_ERR_CTP_EMPTY_JSON_BODY' }), 'body_invalid'],
    [Object.assign(new Error('x'), { statusCode: 400, code: 'FST_ERR_BAD_URL' }), 'route_not_found'],
    [Object.assign(new Error('Forbidden'), { statusCode: 403 }), 'route_not_found'],
    [Object.assign(new Error('Range Not Satisfiable'), { status: 416 }), 'body_invalid'],
    [Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 }), 'body_invalid'],
    [Object.assign(new Error('read'), { code: 'ECONNRESET' }), 'unavailable'],
    [Object.assign(new Error('x'), { statusCode: 599 }), 'internal'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'unavailable'],
    [new Error('Command timed out'), 'unavailable'],
    [new DomainError('unavailable'), 'unavailable'],
    [new DomainError('challenge_gone'), 'challenge_gone'],
    [new TypeError('x is undefined'), 'internal'],
    ['text', 'internal'],
    [undefined, 'internal'],
    [null, 'internal'],
  ])('%p becomes %s', (thrown, code) => {
    expect(failureOf(thrown).code).toBe(code);
  });

  it('of an unavailable store is answered with the seconds to wait', () => {
    expect(headersOf(failureOf(new Error('Command timed out')))).toMatchObject({ 'Retry-After': '2' });
  });

  it('of an invalid token is answered with the authentication scheme', () => {
    expect(headersOf(new DomainError('token_invalid'))).toMatchObject({ 'WWW-Authenticate': 'Bearer' });
  });
});
