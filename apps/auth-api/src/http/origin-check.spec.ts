import type { FastifyRequest } from 'fastify';
import { OriginCheck } from './origin-check';

describe('a request with the cookie', () => {
  const check = new OriginCheck({ corsOrigins: ['https://shop.example'] });
  const outcome = (host: string, origin: string | undefined, type = 'application/json'): string => {
    try {
      check.check({ host, headers: { origin, 'content-type': type } } as FastifyRequest);
      return 'accepted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([
    ['login.example', 'https://login.example', 'accepted'],
    ['LOGIN.example:8443', 'https://login.example:8443', 'accepted'],
    ['login.example', 'https://shop.example', 'accepted'],
    ['localhost:3000', 'http://localhost:3000', 'accepted'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000', 'accepted'],
    // A proxy may add the default port, and a client may use capital letters.
    ['login.example:443', 'https://login.example', 'accepted'],
    ['login.example', 'https://login.example:443', 'accepted'],
    ['login.example', 'HTTPS://Login.Example', 'accepted'],
    ['login.example', 'https://SHOP.example:443', 'accepted'],
    ['localhost:80', 'http://localhost', 'accepted'],
    ['вход.example', 'https://xn--b1ae3a1a.example', 'accepted'],
    ['login.example:80', 'https://login.example', 'origin_forbidden'],
    ['login.example:443', 'https://login.example:8443', 'origin_forbidden'],
    ['login.example.', 'https://login.example', 'origin_forbidden'],
    ['localhost:3000', 'http://localhost', 'origin_forbidden'],
    ['login.example', 'https://login.example/path', 'origin_forbidden'],
    ['login.example', 'https://login.example@evil.example', 'origin_forbidden'],
    ['a@login.example', 'https://login.example', 'origin_forbidden'],
    ['null', 'null', 'origin_forbidden'],
    // Anybody on the network could have forged a page without TLS.
    ['login.example', 'http://login.example', 'origin_forbidden'],
    ['login.example', 'http://shop.example', 'origin_forbidden'],
    ['login.example', 'https://login.example.evil.example', 'origin_forbidden'],
    ['login.example', 'null', 'origin_forbidden'],
    ['login.example', undefined, 'origin_forbidden'],
    ['', '', 'origin_forbidden'],
  ])('to the host %j from the origin %j: %s', (host, origin, expected) =>
    expect(outcome(host, origin)).toBe(expected),
  );

  it.each(['', 'text/plain', 'application/jsonp', 'text/json'])(
    'is refused with the content type %j',
    (type) => expect(outcome('login.example', 'https://login.example', type)).toBe('body_invalid'),
  );
});
