import { requestIdOf } from './request-id';

describe('the id of a request', () => {
  it('is the one that a proxy sent', () => {
    expect(requestIdOf({ 'x-request-id': '01890000-0000-7000-8000-000000000000' })).toBe(
      '01890000-0000-7000-8000-000000000000',
    );
  });

  it.each([
    undefined,
    '',
    'short',
    'x'.repeat(65),
    'with space in it',
    'line\nfeed-in-it',
    '"},{"level":"fatal"',
  ])('is a new one instead of %j', (sent) => {
    const id = requestIdOf(sent === undefined ? {} : { 'x-request-id': sent });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
