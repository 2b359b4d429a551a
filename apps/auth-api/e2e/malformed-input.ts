import fc from 'fast-check';
import type { JsonSchema, Route } from './described-routes';
import { type EncodedText, hostileBody, hostileText } from './hostile-json';

/** Values of known fields. The sender replaces placeholders in braces by genuine values. */
const KNOWN = {
  ...{ phone: '+77010000001', country: 'KZ', language: 'ru', code: '123456', scope: 'this' },
  ...{
    refreshToken: '{refreshToken}',
    challengeId: '{challengeId}',
    replaces: '{challengeId}',
    id: '{challengeId}',
  },
};

/** One malformed request, with the same placeholders. */
export interface Input {
  readonly authorization: string | undefined;
  readonly contentType: readonly string[];
  readonly headers: readonly (readonly [string, string])[];
  readonly segments: Readonly<Record<string, string>>;
  readonly query: string;
  readonly body: EncodedText | undefined;
}

const authorization = fc.oneof(
  { weight: 6, arbitrary: fc.constant('Bearer {accessToken}') },
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '',
        'Bearer',
        'Bearer ',
        'Bearer \xff',
        'Bearer a.b.c',
        'Bearer ..',
        'Bearer {accessToken}x',
        'bearer {accessToken}',
      ],
      ...[
        'Basic eDp4',
        'Bearer {accessToken}, Bearer x',
        `Bearer ${'x'.repeat(9_000)}`,
        '\xff\xfe',
        'Bearer W10.W10.W10',
        'Bearer bnVsbA.e30.e30',
      ],
    ),
  },
);

const contentType = fc.oneof(
  { weight: 10, arbitrary: fc.constant(['application/json']) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<(readonly string[])[]>(
      ...[
        [],
        [''],
        [' '],
        ['json'],
        ['*/*'],
        ['/'],
        [';'],
        ['\xff'],
        ['a/'.repeat(500)],
        ['application/json', 'text/plain'],
      ],
      ...[
        ['application/json; charset=utf-16'],
        ['application/json; charset=x'],
        ['application/json;charset="utf-8"'],
        ['APPLICATION/JSON'],
      ],
      ...[
        ['application/json;'],
        ['application/json; a=b; c'],
        ['application/json, application/json'],
        ['application/json\t'],
      ],
      ...[
        ['application/problem+json'],
        ['text/json'],
        ['text/plain'],
        ['application/xml'],
        ['application/octet-stream'],
      ],
      ...[
        ['application/x-www-form-urlencoded'],
        ['multipart/form-data; boundary=x'],
        ['multipart/form-data'],
      ],
    ),
  },
);

const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.constantFrom<(readonly [string, string])[]>(
        ...([
          ['Accept-Language', '\xff'],
          ['Accept-Language', 'kk;q=x,en;q=1e9'],
          ['Accept-Language', ','.repeat(3_000)],
        ] as const),
        ...([
          ['User-Agent', '\xff\xfe'],
          ['User-Agent', 'Mozilla/5.0 '.repeat(600)],
          ['User-Agent', ''],
        ] as const),
        ...([
          ['X-Forwarded-For', '::1, x, 256.1.1.1'],
          ['X-Forwarded-For', ','],
          ['Forwarded', 'for="_x'],
          ['Host', 'x y'],
        ] as const),
        ...([
          ['Origin', 'null'],
          ['Origin', '\xff'],
          ['Cookie', '__Host-otp_refresh={refreshToken}'],
          ['Cookie', ';=;\xff=%E0'],
        ] as const),
        ...([
          ['Content-Encoding', 'gzip'],
          ['Accept', '\xff'],
          ['Range', 'bytes=0-1'],
          ['Last-Event-ID', '1e999'],
        ] as const),
        ...([
          ['X-Request-Id', 'x'.repeat(5_000)],
          ['X-HTTP-Method-Override', 'DELETE'],
          ['Expect', 'x'],
          ['Upgrade', 'websocket'],
        ] as const),
        ...([
          ['X-Large', 'x'.repeat(40_000)],
          ['Transfer-Encoding', 'x'],
          ['Content-Type', 'x'],
        ] as const),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  },
);

/** Encodes a text for a path, because Node’s client sends no space and no character above U+00FF. */
const onWire = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
const RAW = [
  '%',
  '%E0%A4',
  '%zz',
  '%00',
  '..',
  '.',
  '%2e%2e%2f',
  '%2F',
  ';',
  '\xff\xfe',
  '[]',
  '{}',
  '|',
  '\\',
  "'",
  '"',
  '*',
  '~',
];
const wireText = fc.oneof(hostileText.map(onWire), fc.constantFrom(...RAW));

const segment = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('{challengeId}', '{sessionId}', '{SESSIONID}') },
  { weight: 3, arbitrary: wireText },
);

const QUERY_NAMES = [
  'transport',
  'limit',
  'before',
  'access_token',
  '__proto__',
  'constructor[prototype][x]',
  'x',
  '',
  'limit[]',
];

function query(names: readonly string[]): fc.Arbitrary<string> {
  const pair = fc
    .tuple(
      fc.constantFrom(...names, ...QUERY_NAMES),
      fc.oneof(wireText, fc.constantFrom('cookie', '1', '-1', '0', '1e999')),
    )
    .map(([name, value]) => `${name}=${value}`);
  const pairs = fc.array(fc.oneof({ weight: 4, arbitrary: pair }, wireText), { minLength: 1, maxLength: 4 });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: pairs.map((all) => `?${all.join('&')}`) },
  );
}

export function malformedInput(
  route: Route,
  schemas: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<Input> {
  const named = (place: string) => route.parameters.filter((p) => p.in === place).map(({ name }) => name);
  const pathNames = [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const body = hostileBody(route.body, schemas, KNOWN);
  return fc.record({
    authorization,
    contentType,
    headers,
    segments: fc.record(Object.fromEntries(pathNames.map((name) => [name, segment]))),
    query: query(named('query')),
    // One request in ten lacks its body, or has a body although the route takes none.
    body: route.body
      ? fc.option(body, { freq: 10, nil: undefined })
      : fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, body),
  });
}
