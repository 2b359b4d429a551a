import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createVerifier, VerificationError, type VerifierOptions } from './index.ts';

const SHOP = '0193f3a0-0000-7000-8000-000000000001';
const SESSION = '0193f3a0-0000-7000-8000-000000000002';

let server: Server;
let api: string;
let answer: { status: number; body: string };
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
const warnings: string[] = [];

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  server = createServer((_, response) => response.writeHead(answer.status).end(answer.body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(async () => {
  warnings.length = 0;
  const key = { ...(await exportJWK(keys.publicKey)), kid: 'k', use: 'sig', alg: 'ES256' };
  answer = { status: 200, body: JSON.stringify({ keys: [key] }) };
});

afterAll(() => server.close());

const verifierWith = (options: Partial<VerifierOptions> = {}) =>
  createVerifier({ api, warn: (sentence) => void warnings.push(sentence), ...options } as VerifierOptions);

const token = ({ audience = 'otpravka', issuer = 'otpravka' } = {}) =>
  new SignJWT({ sid: SESSION })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k' })
    .setSubject(SHOP)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('10 minutes')
    .sign(keys.privateKey);

async function refusalOf(verifying: Promise<unknown>): Promise<VerificationError> {
  const failure: unknown = await verifying.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(VerificationError);
  return failure as VerificationError;
}

describe('createVerifier', () => {
  it.each([
    ['no address', {}],
    ['two addresses', { api: 'https://a.example', jwksUrl: 'https://a.example/jwks.json' }],
    ['a path', { api: '/api' }],
    ['a host without a scheme', { api: 'login.example.kz' }],
    ['a file', { jwksUrl: 'file:///etc/passwd' }],
  ])('refuses %s', (_, options) => {
    expect(() => createVerifier(options as VerifierOptions)).toThrow(TypeError);
  });

  it.each(['', '/', '/auth', '/auth/'])(
    'finds the keys at the address of the API with the path "%s"',
    async (path) => {
      let asked: string | undefined;
      server.once('request', ({ url }) => (asked = url));
      await verifierWith({ api: api + path }).verifyAccessToken(await token());
      expect(asked).toBe(`${path.replace(/\/$/, '')}/.well-known/jwks.json`);
    },
  );
});

describe('verifyAccessToken', () => {
  it('returns who is signed in', async () => {
    const claims = await verifierWith().verifyAccessToken(await token());
    expect(claims).toEqual({
      shopId: SHOP,
      sessionId: SESSION,
      issuedAt: expect.any(Date) as Date,
      expiresAt: expect.any(Date) as Date,
    });
    expect(claims.expiresAt.getTime() - claims.issuedAt.getTime()).toBe(600_000);
  });

  it('throws token_invalid for any text, and its hint never contains the text', async () => {
    const verifier = verifierWith();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ minLength: 8 }), fc.base64String({ minLength: 8 })),
        async (text) => {
          const { code, hint } = await refusalOf(verifier.verifyAccessToken(text));
          expect(code).toBe('token_invalid');
          expect(hint).not.toContain(text);
        },
      ),
    );
  });

  it.each([undefined, null, 1, {}])('throws token_invalid for %p', async (value) => {
    expect((await refusalOf(verifierWith().verifyAccessToken(value as never))).code).toBe('token_invalid');
  });

  it.each(['audience', 'issuer'] as const)(
    'says in the hint, and once to the operator, that the %s of the two services differ',
    async (setting) => {
      const verifier = verifierWith();
      const foreign = await token({ [setting]: 'shop' });
      for (let left = 2; left > 0; left--) {
        const { code, hint } = await refusalOf(verifier.verifyAccessToken(foreign));
        expect(code).toBe('token_invalid');
        expect(hint).toBe(
          `The ${setting} of the token is "shop", and createVerifier expects "otpravka". ` +
            `Pass JWT_${setting.toUpperCase()} of auth-api as \`${setting}\`.`,
        );
      }
      expect(warnings).toHaveLength(1);
      const fitting = verifierWith({ [setting]: 'shop' });
      await expect(fitting.verifyAccessToken(foreign)).resolves.toMatchObject({ shopId: SHOP });
    },
  );

  it.each([
    ['another status', 404, '{}', 'answered 404 without keys. Is it the address of auth-api?'],
    ['a page', 200, '<!doctype html>', 'answered 200 without keys. Is it the address of auth-api?'],
    ['other JSON', 200, '{"keys":1}', 'answered 200 without keys. Is it the address of auth-api?'],
  ])(
    'says in the hint, and once to the operator, what is wrong with %s instead of the keys',
    async (_, status, body, hint) => {
      answer = { status, body };
      const verifier = verifierWith();
      const valid = await token();
      for (let left = 2; left > 0; left--)
        expect(await refusalOf(verifier.verifyAccessToken(valid))).toMatchObject({
          code: 'keys_unavailable',
          hint: `${api}/.well-known/jwks.json ${hint}`,
        });
      expect(warnings).toEqual([`${api}/.well-known/jwks.json ${hint}`]);
    },
  );

  it('does not follow a redirect to keys elsewhere', async () => {
    const elsewhere = createServer((_, response) => response.end(answer.body));
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    server.prependOnceListener('request', (_, response) => void response.setHeader('Location', location));
    answer = { ...answer, status: 302 };
    expect((await refusalOf(verifierWith().verifyAccessToken(await token()))).code).toBe('keys_unavailable');
    elsewhere.close();
  });
});
