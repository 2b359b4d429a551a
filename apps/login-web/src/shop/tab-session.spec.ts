import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { OtpravkaApi } from '@otpravka/client';
import { inMemoryStorage } from '../page/browser-storage';
import { TabSession, type TokenRotation } from './tab-session';

/** The server accepts the access token `a<n>` and the refresh token `r<n>` of the current generation only. */
describe('the session of a tab', () => {
  let server: Server;
  let client: OtpravkaApi;
  let generation: number;
  let requests: string[];

  const problem = (code: string) => ({ code, status: 401, title: code, detail: code, requestId: 'r' });

  beforeEach(async () => {
    generation = 1;
    requests = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        requests.push(`${request.url}`);
        const isAccepted = request.url?.endsWith('/refresh')
          ? (JSON.parse(body) as { refreshToken: string }).refreshToken === `r${generation}`
          : request.headers.authorization === `Bearer a${generation}`;
        if (!isAccepted) {
          const code = request.url?.endsWith('/refresh') ? 'session_invalid' : 'token_invalid';
          return response.writeHead(401).end(JSON.stringify(problem(code)));
        }
        if (request.url?.endsWith('/refresh')) generation += 1;
        const tokens = { accessToken: `a${generation}`, refreshToken: `r${generation}` };
        return response.writeHead(200).end(JSON.stringify({ ...tokens, shop: { name: 'Лавка' } }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new OtpravkaApi({ api: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const nameOf = async (session: TabSession) => (await session.call((token) => client.me(token))).shop.name;
  const publishNothing = () => undefined;

  it('survives a reload with its refresh token', async () => {
    const storage = inMemoryStorage();
    new TabSession(client, storage, publishNothing).begin({ accessToken: 'a1', refreshToken: 'r1' });

    const reloaded = new TabSession(client, storage, publishNothing);
    expect(reloaded.exists).toBe(true);
    expect(await nameOf(reloaded)).toBe('Лавка');
    expect(await nameOf(reloaded)).toBe('Лавка');
    expect(requests).toEqual(['/api/auth/refresh', '/api/auth/me', '/api/auth/me']);
  });

  it('refreshes once when the access token is refused', async () => {
    const session = new TabSession(client, inMemoryStorage(), publishNothing);
    session.begin({ accessToken: 'expired', refreshToken: 'r1' });
    expect(await nameOf(session)).toBe('Лавка');
    expect(requests).toEqual(['/api/auth/me', '/api/auth/refresh', '/api/auth/me']);
  });

  it('ends when its refresh token is refused', async () => {
    const session = new TabSession(client, inMemoryStorage(), publishNothing);
    session.begin({ accessToken: 'expired', refreshToken: 'used' });
    await expect(nameOf(session)).rejects.toMatchObject({ code: 'session_invalid' });
    expect(session.exists).toBe(false);
  });

  it('continues while the service is unavailable', async () => {
    const session = new TabSession(
      new OtpravkaApi({ api: 'http://127.0.0.1:1' }),
      inMemoryStorage(),
      publishNothing,
    );
    session.begin({ accessToken: 'a1', refreshToken: 'r1' });
    await expect(
      session.call((token) => new OtpravkaApi({ api: 'http://127.0.0.1:1' }).me(token)),
    ).rejects.toMatchObject({ code: 'unreachable' });
    expect(session.exists).toBe(true);
  });

  it('continues in a duplicated tab after the other tab has refreshed', async () => {
    const [first, second] = [inMemoryStorage(), inMemoryStorage()];
    const copy = new TabSession(client, second, publishNothing);
    const original = new TabSession(client, first, (rotation: TokenRotation) => copy.applyRotation(rotation));
    original.begin({ accessToken: 'expired', refreshToken: 'r1' });
    copy.begin({ accessToken: 'expired', refreshToken: 'r1' });

    expect(await nameOf(original)).toBe('Лавка');
    expect(await nameOf(copy)).toBe('Лавка');
  });

  it('ignores the rotation of another session', () => {
    const storage = inMemoryStorage();
    const session = new TabSession(client, storage, publishNothing);
    session.begin({ accessToken: 'a1', refreshToken: 'r1' });
    session.applyRotation({ used: 'other', next: 'x2' });
    expect(storage.getItem('otpravka.refresh')).toBe('r1');
  });
});
