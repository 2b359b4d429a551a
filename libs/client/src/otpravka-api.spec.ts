import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { OtpravkaApi, OtpravkaError } from './index.ts';

interface ReceivedRequest {
  readonly request: IncomingMessage;
  readonly body: string;
}

describe('OtpravkaApi', () => {
  let server: Server;
  let api: string;
  let received: ReceivedRequest[];
  let answer: (response: ServerResponse) => void;

  const json = (status: number, body: unknown) => (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const failureOf = async (call: Promise<unknown>): Promise<OtpravkaError> => {
    const failure: unknown = await call.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(OtpravkaError);
    return failure as OtpravkaError;
  };

  beforeEach(async () => {
    received = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        received.push({ request, body });
        answer(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('sends the body as JSON, in the language of the page', async () => {
    answer = json(202, { challengeId: 'c1', phone: '+77011234567' });
    const client = new OtpravkaApi({ api: `${api}/`, language: 'kk' });

    const { phone } = await client.requestOtp({ phone: '701 123 45 67', country: 'KZ', replaces: 'c0' });

    expect(phone).toBe('+77011234567');
    expect(received).toHaveLength(1);
    const { request, body } = received[0]!;
    expect(`${request.method} ${request.url}`).toBe('POST /api/auth/request-otp');
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'accept-language': 'kk' });
    expect(JSON.parse(body)).toEqual({ phone: '701 123 45 67', country: 'KZ', replaces: 'c0' });
  });

  it('returns the URL of the events of a challenge', () => {
    expect(new OtpravkaApi({ api: `${api}/` }).eventsUrl('17/x')).toBe(
      `${api}/api/auth/challenges/17%2Fx/events`,
    );
  });

  it('uses a changed language for the next request', async () => {
    answer = json(200, {});
    const client = new OtpravkaApi({ api, language: 'ru' });
    client.language = 'uz';
    await client.refresh('v1.token');
    expect(received[0]!.request.headers['accept-language']).toBe('uz');
  });

  it('sends the access token, and no body with a GET', async () => {
    answer = json(200, { shop: { name: 'Лавка' } });
    const { shop } = await new OtpravkaApi({ api }).me('ey.access');
    expect(shop.name).toBe('Лавка');
    expect(received[0]!.request.headers.authorization).toBe('Bearer ey.access');
    expect(received[0]!.body).toBe('');
  });

  it.each([undefined, 'others', 'all'] as const)(
    'ends sessions of scope %s and accepts an empty response',
    async (scope) => {
      answer = (response) => response.writeHead(204).end();
      await expect(new OtpravkaApi({ api }).logout('ey.access', scope)).resolves.toBeUndefined();
      expect(JSON.parse(received[0]!.body)).toEqual({ scope: scope ?? 'this' });
    },
  );

  it.each([
    ['GET /api/auth/sessions', (client: OtpravkaApi) => client.sessions('ey'), undefined],
    ['DELETE /api/auth/sessions/s%2F1', (client: OtpravkaApi) => client.endSession('ey', 's/1'), undefined],
    [
      'GET /api/auth/activity?limit=5&before=a1',
      (client: OtpravkaApi) => client.activity('ey', { limit: 5, before: 'a1' }),
      undefined,
    ],
    ['GET /api/shop', (client: OtpravkaApi) => client.shop('ey'), undefined],
    ['PATCH /api/shop', (client: OtpravkaApi) => client.updateShop('ey', { name: 'Tea' }), { name: 'Tea' }],
    ['POST /api/shop/erase-code', (client: OtpravkaApi) => client.eraseCode('ey'), undefined],
    [
      'DELETE /api/shop',
      (client: OtpravkaApi) => client.eraseShop('ey', { challengeId: 'c', code: '1' }),
      { challengeId: 'c', code: '1' },
    ],
  ])('sends %s with the access token', async (expected, call, sent) => {
    answer = json(200, {});
    await call(new OtpravkaApi({ api }));
    const { request, body } = received[0]!;
    expect(`${request.method} ${request.url}`).toBe(expected);
    expect(request.headers.authorization).toBe('Bearer ey');
    expect(body === '' ? undefined : JSON.parse(body)).toEqual(sent);
  });

  it('sends no refresh token in the body with transport cookie', async () => {
    answer = json(200, { accessToken: 'ey' });
    let credentials: RequestInit['credentials'];
    const recordingFetch: typeof fetch = (input, init) => {
      credentials = init?.credentials;
      return fetch(input, init);
    };
    const client = new OtpravkaApi({ api, transport: 'cookie', fetch: recordingFetch });
    await client.verifyOtp({ challengeId: 'c1', code: '123456' });
    await client.refresh();
    expect(received.map(({ request }) => request.url)).toEqual([
      '/api/auth/verify-otp?transport=cookie',
      '/api/auth/refresh?transport=cookie',
    ]);
    expect(received[1]!.body).toBe('{}');
    expect(credentials).toBe('include');
  });

  it('rejects with an error that has every member of the problem document', async () => {
    const problem = {
      title: 'Неверный код',
      status: 401,
      detail: 'Код не подошёл. Осталось 2 попытки.',
      code: 'code_wrong',
      requestId: 'r1',
      attemptsLeft: 2,
      retryAfter: 7,
      errors: [{ path: 'code', message: 'wrong' }],
    };
    answer = json(401, { type: 'urn:otpravka:error:code_wrong', ...problem });
    const failure = await failureOf(
      new OtpravkaApi({ api }).verifyOtp({ challengeId: 'c1', code: '000000' }),
    );
    const { detail, retryAfter: _, errors: __, ...everyError } = problem;
    expect(failure).toMatchObject({ ...everyError, text: detail });
    // A wrong code has nothing to wait for and no invalid field.
    expect(failure).not.toHaveProperty('retryAfter');
    expect(failure).not.toHaveProperty('errors');
    expect(failure.message).toBe('code_wrong: Код не подошёл. Осталось 2 попытки.');
  });

  it('reports unreachable when nothing listens', async () => {
    const client = new OtpravkaApi({ api });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const failure = await failureOf(client.me('ey.access'));
    expect(failure).toMatchObject({ code: 'unreachable', status: 0 });
    expect(failure.hint).toContain(api);
    expect(failure.cause).toBeDefined();
  });

  it('reports unreachable when the response is cut off', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"shop":');
      setImmediate(() => response.destroy());
    };
    expect(await failureOf(new OtpravkaApi({ api }).me('ey.access'))).toMatchObject({
      code: 'unreachable',
      status: 0,
    });
  });

  it.each([
    [502, '<html>Bad Gateway</html>'],
    [502, '{"message":"upstream"}'],
    [200, '<html>Welcome to the hotel</html>'],
    [500, 'null'],
  ])('reports unreachable for a response that is not of the API: %d %s', async (status, page) => {
    answer = (response) => response.writeHead(status, { 'content-type': 'text/html' }).end(page);
    const failure = await failureOf(new OtpravkaApi({ api }).me('ey.access'));
    expect(failure).toMatchObject({ code: 'unreachable', status });
    expect(failure.hint).toContain(String(status));
  });

  describe('when no response arrives', () => {
    const { AbortController } = globalThis;
    const silent = (signals: unknown[]) => (_: unknown, init?: RequestInit) => {
      signals.push(init?.signal);
      return new Promise<Response>(() => undefined);
    };

    beforeEach(() => jest.useFakeTimers());
    afterEach(() => {
      jest.useRealTimers();
      globalThis.AbortController = AbortController;
    });

    it.each([
      ['times out and aborts the request', AbortController, true],
      ['times out in a browser without AbortController', undefined as never, undefined],
    ])('%s', async (_, controller, isAborted) => {
      globalThis.AbortController = controller;
      const signals: (AbortSignal | undefined)[] = [];
      const failing = failureOf(new OtpravkaApi({ api, fetch: silent(signals) }).me('ey.access'));
      expect(signals.map((signal) => signal?.aborted)).toEqual([isAborted && false]);
      await jest.advanceTimersByTimeAsync(10_000);
      const failure = await failing;
      expect(failure).toMatchObject({ code: 'unreachable', status: 0 });
      expect(failure.hint).toContain('within 10 s');
      expect(signals.map((signal) => signal?.aborted)).toEqual([isAborted]);
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
