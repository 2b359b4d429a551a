import type { FastifyRequest } from 'fastify';
import { OriginCheck } from './origin-check';

describe('the origin of a page that uses the cookie', () => {
  const check = new OriginCheck({ corsOrigins: ['https://shop.example'] });
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
    // A proxy may write the default port, and a client may write its own letters.
    ['login.example:443', 'https://login.example', 'taken'],
    ['login.example', 'https://login.example:443', 'taken'],
    ['login.example', 'HTTPS://Login.Example', 'taken'],
    ['login.example', 'https://SHOP.example:443', 'taken'],
    ['localhost:80', 'http://localhost', 'taken'],
    ['вход.example', 'https://xn--b1ae3a1a.example', 'taken'],
    ['login.example:80', 'https://login.example', 'origin_forbidden'],
    ['login.example:443', 'https://login.example:8443', 'origin_forbidden'],
    ['login.example.', 'https://login.example', 'origin_forbidden'],
    ['localhost:3000', 'http://localhost', 'origin_forbidden'],
    ['login.example', 'https://login.example/path', 'origin_forbidden'],
    ['login.example', 'https://login.example@evil.example', 'origin_forbidden'],
    ['a@login.example', 'https://login.example', 'origin_forbidden'],
    ['null', 'null', 'origin_forbidden'],
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
