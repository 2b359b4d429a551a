import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient, type OtpravkaClient } from './index.ts';
import { FakeApi, json, problem } from './spec/fake-api.ts';

interface Received {
  readonly authorization: string | undefined;
  readonly route: string;
  readonly body: string;
}

/** A back end of a team on an origin of its own. */
class BackEnd {
  readonly received: Received[] = [];
  answer: (request: IncomingMessage) => { status: number; body?: object; headers?: Record<string, string> } =
    () => ({
      status: 200,
    });
  private readonly server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const { authorization } = request.headers;
      this.received.push({ authorization, route: `${request.method} ${request.url}`, body });
      const { status, body: answer = {}, headers } = this.answer(request);
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(answer));
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let api: FakeApi;
let mine: BackEnd;
let foreign: BackEnd;
let client: OtpravkaClient;

beforeEach(async () => {
  [api, mine, foreign] = await Promise.all([FakeApi.start(), new BackEnd().start(), new BackEnd().start()]);
  client = createClient({ api: api.url, origins: [`${mine.url}/`] });
  await client.verify({ challengeId: 'c1', code: '123456' });
});
afterEach(async () => {
  mine.stop();
  foreign.stop();
  await api.stop();
});

const currentToken = () => `Bearer ${api.tokens.accessToken}`;

describe('fetch', () => {
  it('adds the access token for the API and for named origins', async () => {
    const shop = (await (await client.fetch(`${api.url}/api/shop`)).json()) as { id: string };
    expect(shop.id).toBe('s1');
    await client.fetch(new URL(`${mine.url}/products`), {
      method: 'POST',
      body: '{}',
      headers: { 'X-Page': '1' },
    });
    expect(mine.received).toEqual([{ authorization: currentToken(), route: 'POST /products', body: '{}' }]);
  });

  it('sends nothing to another origin', async () => {
    for (const url of [
      foreign.url,
      `${foreign.url}/#${mine.url}`,
      foreign.url.replace('//', `//${new URL(mine.url).host}@`),
    ])
      await expect(client.fetch(url)).rejects.toThrow(/is not sent to .* `origins` of createClient/);
    await expect(client.fetch(new Request(foreign.url))).rejects.toThrow(TypeError);
    expect(foreign.received).toEqual([]);
  });

  it('does not follow a redirect unless it is told to, and never with the token to another origin', async () => {
    mine.answer = () => ({ status: 302, headers: { location: foreign.url } });
    await expect(client.fetch(mine.url)).rejects.toThrow('fetch failed');
    expect(foreign.received).toEqual([]);
    await client.fetch(mine.url, { redirect: 'follow' });
    expect(foreign.received).toMatchObject([{ authorization: undefined }]);
  });

  it.each([
    ['a problem document', { code: 'token_invalid' }],
    ['another body', { message: 'Unauthorized' }],
  ])('renews a token that is refused by %s, and sends the request once more', async (_, body) => {
    const refused = currentToken();
    mine.answer = ({ headers }) =>
      headers.authorization === refused ? { status: 401, body } : { status: 201 };
    const response = await client.fetch(`${mine.url}/products`, { method: 'POST', body: '{"name":"чай"}' });
    expect(response.status).toBe(201);
    expect(mine.received.map((one) => one.body)).toEqual(['{"name":"чай"}', '{"name":"чай"}']);
    expect(mine.received.map(({ authorization }) => authorization)).toEqual([refused, currentToken()]);
  });

  it('sends a Request once more with its body', async () => {
    const refused = currentToken();
    mine.answer = ({ headers }) => (headers.authorization === refused ? { status: 401 } : { status: 200 });
    await client.fetch(new Request(`${mine.url}/products`, { method: 'PUT', body: 'x' }));
    expect(mine.received.map(({ route, body }) => `${route} ${body}`)).toEqual([
      'PUT /products x',
      'PUT /products x',
    ]);
  });

  it('returns a second refusal', async () => {
    mine.answer = () => ({ status: 401 });
    expect((await client.fetch(mine.url)).status).toBe(401);
    expect(mine.received).toHaveLength(2);
    expect(api.refreshes).toBe(1);
  });

  it('returns a refusal of something else than the token', async () => {
    mine.answer = () => ({ status: 401, body: { code: 'code_wrong' } });
    expect(await (await client.fetch(mine.url)).json()).toEqual({ code: 'code_wrong' });
    expect(api.refreshes).toBe(0);
  });

  it('sends nothing if nobody is signed in', async () => {
    await client.signOut();
    await expect(client.fetch(mine.url)).rejects.toMatchObject({ code: 'session_invalid' });
    expect(mine.received).toEqual([]);
  });

  it('reports that the session has ended', async () => {
    mine.answer = () => ({ status: 401 });
    api.handlers.set('POST /api/auth/refresh', (_, response) => problem(response, 'session_invalid'));
    await expect(client.fetch(mine.url)).rejects.toMatchObject({ code: 'session_invalid' });
    expect(client.session.current).toBeUndefined();
  });
});

describe('requestCode', () => {
  const bodies: object[] = [];
  beforeEach(() => {
    bodies.length = 0;
    api.handlers.set('POST /api/auth/request-otp', (_, response, body) => {
      bodies.push(JSON.parse(body) as object);
      json(response, 202, { challengeId: `c${bodies.length}` });
    });
  });

  it('replaces the former challenge of the page, unless it is told otherwise', async () => {
    const phone = '+77011234567';
    await client.requestCode({ phone });
    await client.requestCode({ phone, country: 'KZ' });
    await client.requestCode({ phone, replaces: null });
    await client.requestCode({ phone, replaces: 'c9' });
    expect(bodies).toEqual([
      { phone },
      { phone, country: 'KZ', replaces: 'c1' },
      { phone },
      { phone, replaces: 'c9' },
    ]);
  });

  it('replaces nothing after a sign-in', async () => {
    await client.requestCode({ phone: '1' });
    await client.verify({ challengeId: 'c1', code: '123456' });
    await client.requestCode({ phone: '1' });
    expect(bodies[1]).toEqual({ phone: '1' });
  });

  it('names the language of the page', async () => {
    client.language = 'kk';
    await client.requestCode({ phone: '1' });
    expect(bodies).toEqual([{ phone: '1', language: 'kk' }]);
  });
});
