import type { FastifyRequest } from 'fastify';
import { OriginCheck } from './refresh-cookie';

describe('the origin of a page that uses the cookie', () => {
  const check = new OriginCheck(['https://shop.example']);
  const outcome = (host: string, origin: string | undefined, type = 'application/json'): string => {
    try {
      check.check({ host, headers: { origin, 'content-type': type } } as FastifyRequest);
      return 'taken';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([
    ['login.example', 'https://login.example', 'taken'],
    ['LOGIN.example:8443', 'https://login.example:8443', 'taken'],
    ['login.example', 'https://shop.example', 'taken'],
    ['localhost:3000', 'http://localhost:3000', 'taken'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000', 'taken'],
    // Anybody on the way could have made this page.
    ['login.example', 'http://login.example', 'origin_forbidden'],
    ['login.example', 'http://shop.example', 'origin_forbidden'],
    ['login.example', 'https://login.example.evil.example', 'origin_forbidden'],
    ['login.example', 'null', 'origin_forbidden'],
    ['login.example', undefined, 'origin_forbidden'],
    ['', '', 'origin_forbidden'],
  ])('at %s from %s: %s', (host, origin, expected) => expect(outcome(host, origin)).toBe(expected));

  it.each(['', 'text/plain', 'application/jsonp', 'text/json'])('sends JSON, and not %j', (type) =>
    expect(outcome('login.example', 'https://login.example', type)).toBe('body_invalid'),
  );
});
