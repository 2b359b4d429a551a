import type { ChallengeStatus } from '../contract.ts';
import { EVENTS_URL, FakeSource, WatchingPage } from '../spec/watching-page.ts';

let page: WatchingPage;

beforeEach(() => {
  jest.useFakeTimers();
  page = new WatchingPage();
});
afterEach(() => {
  page.close();
  jest.useRealTimers();
});

describe('the watch of a challenge', () => {
  beforeEach(() => page.watch());

  it('reports each change once, and an approval with each connection', () => {
    const approvedTwice: ChallengeStatus[] = ['pending', 'opened', 'approved'];
    for (const status of [...approvedTwice, 'approved', 'verified'] as const) FakeSource.newest.send(status);
    expect(page.received).toEqual(['pending', 'opened', 'approved', 'approved', 'verified']);
  });

  it('ends with the last status', () => {
    FakeSource.newest.send('closed');
    expect(FakeSource.newest.readyState).toBe(2);
    page.show('hidden');
    page.show('visible');
    expect(FakeSource.opened).toHaveLength(1);
  });

  it('reports the end of a challenge that ended while its tab was hidden, and is not opened again', async () => {
    page.answerWith(410);
    page.show('hidden');
    expect(FakeSource.newest.readyState).toBe(2);
    page.show('visible');
    FakeSource.newest.fail(2);
    await page.settled();
    expect(page.fetched).toEqual([EVENTS_URL]);
    expect(page.received).toEqual(['closed']);
    await jest.advanceTimersByTimeAsync(60_000);
    page.show('hidden');
    page.show('visible');
    expect(FakeSource.opened).toHaveLength(2);
  });

  it.each<[string, () => Promise<Response>]>([
    ['too many streams are open', () => Promise.resolve(new Response('{}', { status: 429 }))],
    ['a store is unavailable', () => Promise.resolve(new Response('{}', { status: 503 }))],
    ['the network is gone', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('is opened again within ten seconds if %s', async (_, passing) => {
    page.answer = passing;
    FakeSource.newest.fail(2);
    await page.settled();
    expect(FakeSource.opened).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(FakeSource.opened).toHaveLength(2);
    expect(FakeSource.newest.url).toBe(EVENTS_URL);
    expect(page.received).toEqual([]);
  });

  it.each([
    ['15', 15_000],
    ['1', 5_000],
    ['Fri, 31 Dec 1999 23:59:59 GMT', 5_000],
    ['9999999999', 300_000],
  ])('is opened again after Retry-After %s, %i ms later', async (retryAfter, ms) => {
    page.answerWith(429, { 'Retry-After': retryAfter });
    FakeSource.newest.fail(2);
    await page.settled();
    await jest.advanceTimersByTimeAsync(ms - 1);
    expect(FakeSource.opened).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(FakeSource.opened).toHaveLength(2);
  });

  it('is opened at once when its tab becomes visible', async () => {
    page.answerWith(503);
    FakeSource.newest.fail(2);
    await page.settled();
    page.show('hidden');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(FakeSource.opened).toHaveLength(1);
    page.show('visible');
    expect(FakeSource.opened).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(FakeSource.opened).toHaveLength(2);
  });

  it('leaves connecting again to the browser if the connection broke', async () => {
    FakeSource.newest.fail(0);
    await page.settled();
    expect(page.fetched).toEqual([]);
  });

  it('is closed while a request of the client runs', async () => {
    let respond = (): void => undefined;
    page.answer = () => new Promise((resolve) => (respond = () => resolve(new Response('{}'))));
    const request = page.client.requestCode({ phone: '1' });
    expect(FakeSource.newest.readyState).toBe(2);
    respond();
    await request;
    expect(FakeSource.opened).toHaveLength(2);
    expect(FakeSource.newest.readyState).toBe(1);
  });

  it('reports nothing after it was stopped', async () => {
    page.answerWith(410);
    const source = FakeSource.newest;
    source.fail(2);
    page.stop();
    await page.settled();
    source.send('sent');
    expect(page.received).toEqual([]);
  });

  it('ends with the sign-in of its own page, and is not opened again', async () => {
    const payload = Buffer.from(JSON.stringify({ sid: 's', iat: 1 })).toString('base64url');
    const tokens = {
      accessToken: `e30.${payload}.x`,
      expiresIn: 600,
      refreshExpiresIn: 600,
      shop: {},
      isNewShop: true,
    };
    page.answer = () => Promise.resolve(Response.json(tokens));
    await page.client.verify({ challengeId: 'c1', code: '123456' });
    expect(page.received).toEqual(['verified']);
    expect(FakeSource.newest.readyState).toBe(2);
    expect(FakeSource.opened).toHaveLength(1);
  });
});
