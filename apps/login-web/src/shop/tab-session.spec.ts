import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { OtpravkaClient } from '@app/client';
import { shortMemory } from '../page/memory';
import { type Rotation, TabSession } from './tab-session';

/** An API whose access token `a<n>` and refresh token `r<n>` belong together; older ones are refused. */
describe('the session of a tab', () => {
  let server: Server;
  let client: OtpravkaClient;
  let generation: number;
  let asked: string[];

  const problem = (code: string) => ({ code, status: 401, title: code, detail: code, requestId: 'r' });

  beforeEach(async () => {
    generation = 1;
    asked = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push(`${request.url}`);
        const shown = request.url?.endsWith('/refresh')
          ? (JSON.parse(body) as { refreshToken: string }).refreshToken === `r${generation}`
          : request.headers.authorization === `Bearer a${generation}`;
        if (!shown) {
          const code = request.url?.endsWith('/refresh') ? 'session_invalid' : 'token_invalid';
          return response.writeHead(401).end(JSON.stringify(problem(code)));
        }
        if (request.url?.endsWith('/refresh')) generation += 1;
        const tokens = { accessToken: `a${generation}`, refreshToken: `r${generation}` };
        return response.writeHead(200).end(JSON.stringify({ ...tokens, shop: { name: 'Лавка' } }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new OtpravkaClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const nameOf = async (session: TabSession) => (await session.call((token) => client.me(token))).shop.name;
  const silent = () => undefined;

  it('survives a reload by its refresh token', async () => {
    const memory = shortMemory();
    new TabSession(client, memory, silent).begin({ accessToken: 'a1', refreshToken: 'r1' });

    const reloaded = new TabSession(client, memory, silent);
    expect(reloaded.isOpen).toBe(true);
    expect(await nameOf(reloaded)).toBe('Лавка');
    expect(await nameOf(reloaded)).toBe('Лавка');
    expect(asked).toEqual(['/api/auth/refresh', '/api/auth/me', '/api/auth/me']);
  });

  it('refreshes once when the access token is refused', async () => {
    const session = new TabSession(client, shortMemory(), silent);
    session.begin({ accessToken: 'expired', refreshToken: 'r1' });
    expect(await nameOf(session)).toBe('Лавка');
    expect(asked).toEqual(['/api/auth/me', '/api/auth/refresh', '/api/auth/me']);
  });

  it('is over when its refresh token is refused', async () => {
    const session = new TabSession(client, shortMemory(), silent);
    session.begin({ accessToken: 'expired', refreshToken: 'used' });
    await expect(nameOf(session)).rejects.toMatchObject({ code: 'session_invalid' });
    expect(session.isOpen).toBe(false);
  });

  it('stays open while the service is away', async () => {
    const session = new TabSession(
      new OtpravkaClient({ baseUrl: 'http://127.0.0.1:1' }),
      shortMemory(),
      silent,
    );
    session.begin({ accessToken: 'a1', refreshToken: 'r1' });
    await expect(
      session.call((token) => new OtpravkaClient({ baseUrl: 'http://127.0.0.1:1' }).me(token)),
    ).rejects.toMatchObject({ code: 'unreachable' });
    expect(session.isOpen).toBe(true);
  });

  it('lives on in a duplicated tab after the other one has refreshed', async () => {
    const [first, second] = [shortMemory(), shortMemory()];
    const copy = new TabSession(client, second, silent);
    const original = new TabSession(client, first, (rotation: Rotation) => copy.hear(rotation));
    original.begin({ accessToken: 'expired', refreshToken: 'r1' });
    copy.begin({ accessToken: 'expired', refreshToken: 'r1' });

    expect(await nameOf(original)).toBe('Лавка');
    expect(await nameOf(copy)).toBe('Лавка');
  });

  it('takes no notice of the tokens of another session', () => {
    const memory = shortMemory();
    const session = new TabSession(client, memory, silent);
    session.begin({ accessToken: 'a1', refreshToken: 'r1' });
    session.hear({ used: 'other', next: 'x2' });
    expect(memory.getItem('otpravka.refresh')).toBe('r1');
  });
});
