import type { MeAnswer, Problem, Tokens, VerifyOtpAnswer } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import { bearer, newOwner, Product, until, TcpProxy, useProduct } from '@app/testing';
import { requestAndReceive } from './codes';
import { partsOf, signedBy } from './crafted-jwt';

const FRONT_END = 'https://shop.example';
const product = useProduct({ env: { CORS_ORIGINS: FRONT_END } });

type Headers = Readonly<Record<string, string>>;
const from = (origin: string | undefined): Headers => (origin === undefined ? {} : { Origin: origin });
const ownOrigin = () => new URL(product.api.url).origin;

const setCookieOf = ({ headers }: { headers: globalThis.Headers }): string | null =>
  headers.get('set-cookie');
/** The `Cookie` header that a browser would send back. */
const cookieIn = (answer: { headers: globalThis.Headers }): Headers => ({
  Cookie: setCookieOf(answer)!.split(';', 1)[0]!,
});

async function codeFor(
  person: SimulatedPerson,
  on = product,
): Promise<{ challengeId: string; code: string }> {
  const { challengeId, code } = await requestAndReceive(on, person);
  return { challengeId, code };
}

const verify = (body: object, headers: Headers) =>
  product.post<VerifyOtpAnswer & Problem>('/api/auth/verify-otp?transport=cookie', body, headers);
const refresh = (headers: Headers, query = '?transport=cookie', body: object = {}) =>
  product.post<Tokens & Problem>(`/api/auth/refresh${query}`, body, headers);
const me = async (token: string) =>
  (await product.get<MeAnswer & Problem>('/api/auth/me', bearer(token))).status;

async function signedIn(person?: SimulatedPerson) {
  const answer = await verify(await codeFor(person ?? (await newOwner(product))), from(FRONT_END));
  expect(answer.status).toBe(200);
  return { ...answer, cookie: cookieIn(answer) };
}

describe('while Postgres is unavailable', () => {
  it('a logout by the cookie keeps the cookie and can be retried', async () => {
    let proxy: TcpProxy | undefined;
    const cutOff = await Product.start({
      env: { CORS_ORIGINS: FRONT_END },
      databaseUrl: async (url) => (proxy = await TcpProxy.to(url)).url,
    });
    try {
      const code = await codeFor(await newOwner(cutOff), cutOff);
      const opened = await cutOff.post('/api/auth/verify-otp?transport=cookie', code, from(FRONT_END));
      expect(opened.status).toBe(200);
      const headers = { ...cookieIn(opened), ...from(FRONT_END) };
      proxy!.cut();
      const refused = await cutOff.post<Problem>('/api/auth/logout', {}, headers);
      expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(setCookieOf(refused)).toBeNull();
      proxy!.restore();
      const ended = await until(async () => {
        const answer = await cutOff.post('/api/auth/logout', {}, headers);
        return answer.status === 204 ? answer : undefined;
      });
      expect(setCookieOf(ended)).toMatch(/Max-Age=0/);
    } finally {
      await cutOff.stop();
      await proxy?.close();
    }
  });
});

describe('the refresh token as a cookie', () => {
  it('is absent from the body and protected by the attributes of the cookie', async () => {
    const answer = await signedIn();
    expect(answer.body).not.toHaveProperty('refreshToken');
    expect(JSON.stringify(answer.body)).not.toContain('v1.');
    const [pair, ...attributes] = setCookieOf(answer)!.split('; ');
    expect(pair).toMatch(/^__Host-otp_refresh=v1\./);
    expect(new Set(attributes)).toEqual(
      new Set(['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/', `Max-Age=${answer.body.refreshExpiresIn}`]),
    );
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answer.headers.get('access-control-allow-origin')).toBe(FRONT_END);
  });

  it('is replaced at each refresh, even without transport=cookie', async () => {
    const { cookie } = await signedIn();
    const first = await refresh({ ...cookie, ...from(FRONT_END) });
    expect(first.status).toBe(200);
    expect(first.body).not.toHaveProperty('refreshToken');
    expect(cookieIn(first)).not.toEqual(cookie);
    const second = await refresh({ ...cookieIn(first), ...from(ownOrigin()) }, '');
    expect(second.status).toBe(200);
    expect(second.body).not.toHaveProperty('refreshToken');
    expect(await me(second.body.accessToken)).toBe(200);
  });

  it('can replace a token that was sent in a body', async () => {
    const { body } = await product.post<VerifyOtpAnswer>(
      '/api/auth/verify-otp',
      await codeFor(await newOwner(product)),
    );
    const answer = await refresh(from(FRONT_END), '?transport=cookie', { refreshToken: body.refreshToken });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('refreshToken');
    expect(setCookieOf(answer)).toContain('__Host-otp_refresh=v1.');
  });

  it.each([
    ['another site', 'https://evil.example'],
    ['a site whose name begins alike', `${FRONT_END}.evil.example`],
    ['a site whose name ends alike', 'https://evilshop.example'],
    ['a page with an opaque origin', 'null'],
    ['a request without an origin', undefined],
    ['a malformed origin', 'shop.example'],
    ['another port', `${FRONT_END}:8443`],
    ['another scheme', FRONT_END.replace('https', 'http')],
  ])('cannot be obtained or used by %s', async (_, origin) => {
    const person = await newOwner(product);
    const code = await codeFor(person);
    expect(await verify(code, from(origin))).toMatchObject({
      status: 403,
      body: { code: 'origin_forbidden' },
    });
    const { cookie, body } = await verify(code, from(FRONT_END)).then((answer) => ({
      ...answer,
      cookie: cookieIn(answer),
    }));
    const headers = { ...cookie, ...from(origin) };
    for (const query of ['', '?transport=cookie'])
      expect(await refresh(headers, query)).toMatchObject({
        status: 403,
        body: { code: 'origin_forbidden' },
      });
    expect(await product.post<Problem>('/api/auth/logout', {}, headers)).toMatchObject({
      status: 403,
      body: { code: 'origin_forbidden' },
    });
    expect(await me(body.accessToken)).toBe(200);
  });

  it('is refused with a content type that a form of another site could send', async () => {
    const { cookie } = await signedIn();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      const answer = await fetch(`${product.api.url}/api/auth/refresh?transport=cookie`, {
        method: 'POST',
        headers: { ...cookie, ...from(FRONT_END), ...(type && { 'Content-Type': type }) },
        ...(type && { body: '{}' }),
      });
      expect({ type, status: answer.status }).toEqual({ type, status: 400 });
    }
    expect((await refresh({ ...cookie, ...from(FRONT_END) })).status).toBe(200);
  });

  it('is cleared when its session has ended', async () => {
    const { cookie, body } = await signedIn();
    await product.post('/api/auth/logout', {}, bearer(body.accessToken));
    const over = await refresh({ ...cookie, ...from(FRONT_END) });
    expect(over).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    expect(setCookieOf(over)).toMatch(/^__Host-otp_refresh=; Max-Age=0/);
  });

  it('must be sent for a refresh without a token in the body', async () => {
    expect(await refresh(from(FRONT_END))).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    expect(await refresh(from(FRONT_END), '?transport=body')).toMatchObject({
      status: 400,
      body: { code: 'body_invalid' },
    });
  });

  it('ends only its own session without an access token', async () => {
    const person = await newOwner(product);
    const [one, two] = [await signedIn(person), await signedIn(person)];
    const logout = (body: object) =>
      product.post<Problem>('/api/auth/logout', body, { ...one.cookie, ...from(FRONT_END) });
    for (const scope of ['others', 'all']) {
      const { status, body } = await logout({ scope });
      expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'scope' });
    }
    const ended = await logout({});
    expect(ended.status).toBe(204);
    expect(setCookieOf(ended)).toMatch(/^__Host-otp_refresh=; Max-Age=0/);
    expect([await me(one.body.accessToken), await me(two.body.accessToken)]).toEqual([401, 200]);
  });

  it('ends its own session despite an invalid access token', async () => {
    const person = await newOwner(product);
    const logout = (body: object, headers: Headers) =>
      product.post<Problem>('/api/auth/logout', body, headers);
    const expired = (token: string): string => {
      const { head, claims } = partsOf(token);
      return signedBy(product.jwtPrivateKey, head, { ...claims, exp: 1 });
    };
    const invalidHeaders = [
      (token: string) => bearer(expired(token)),
      () => bearer('nonsense'),
      () => ({ Authorization: 'Basic eDp4' }),
    ];
    for (const headersFor of invalidHeaders) {
      const { cookie, body } = await signedIn(person);
      const headers = headersFor(body.accessToken);
      const tokenInvalid = { status: 401, body: { code: 'token_invalid' } };
      expect(await logout({}, headers)).toMatchObject(tokenInvalid);
      expect(await logout({ scope: 'all' }, { ...headers, ...cookie, ...from(FRONT_END) })).toMatchObject(
        tokenInvalid,
      );
      expect((await logout({}, { ...headers, ...cookie, ...from('https://evil.example') })).status).toBe(403);
      expect(await me(body.accessToken)).toBe(200);
      const ended = await logout({}, { ...headers, ...cookie, ...from(FRONT_END) });
      expect(ended.status).toBe(204);
      expect(setCookieOf(ended)).toMatch(/^__Host-otp_refresh=; Max-Age=0/);
      expect(await me(body.accessToken)).toBe(401);
      // The token's signature is valid, but its session has ended.
      const again = await logout({}, { ...bearer(body.accessToken), ...cookie, ...from(FRONT_END) });
      expect([again.status, setCookieOf(again)]).toEqual([204, expect.stringMatching(/Max-Age=0/)]);
    }
  });

  it('is cleared by a logout with an access token only if its own session ends', async () => {
    const [{ cookie, body }, other] = [await signedIn(), await signedIn()];
    const logout = (scope: string, sent = cookie) =>
      product.post('/api/auth/logout', { scope }, { ...sent, ...bearer(body.accessToken) });
    expect(setCookieOf(await logout('others'))).toBeNull();
    expect(setCookieOf(await logout('this', other.cookie))).toBeNull();
    expect(await me(other.body.accessToken)).toBe(200);
    const again = await signedIn();
    const ended = await product.post(
      '/api/auth/logout',
      {},
      { ...again.cookie, ...bearer(again.body.accessToken) },
    );
    expect(setCookieOf(ended)).toMatch(/Max-Age=0/);
  });

  it('ends its session at the next sign-in of the same browser', async () => {
    const person = await newOwner(product);
    const former = await signedIn(person);
    const next = await verify(await codeFor(person), { ...former.cookie, ...from(FRONT_END) });
    expect([await me(former.body.accessToken), await me(next.body.accessToken)]).toEqual([401, 200]);
  });
});
