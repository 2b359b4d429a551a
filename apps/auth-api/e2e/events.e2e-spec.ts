import { type Problem, problem } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import {
  linkPhone,
  Product,
  receiveCode,
  requestCode,
  type ServiceProcess,
  signIn,
  testRedisUrl,
  until,
  Wire,
} from '@app/testing';
import { eventsUrl, Listener, PublishedChanges } from './listener';

const TOKEN = 'the token of the metrics of this test';
const GENEROUS = {
  OTP_PHONE_PER_MINUTE: '1000',
  OTP_PHONE_PER_HOUR: '1000',
  OTP_PHONE_PER_DAY: '1000',
  OTP_FAILURES_PER_DAY: '1000',
  METRICS_TOKEN: TOKEN,
  CORS_ORIGINS: 'https://shop.example',
};

let product: Product;
let changes: PublishedChanges;

/** Requests go to the first instance, and streams are opened at the second. */
beforeAll(async () => {
  product = await Product.start({ apis: 2, env: GENEROUS });
  changes = await PublishedChanges.subscribe(product);
});

afterAll(async () => {
  changes?.stop();
  await product?.stop();
});

let phones = 0;
const freshPhone = (): string => `+7702${String(++phones).padStart(7, '0')}`;
const stranger = (phone = freshPhone()): SimulatedPerson =>
  product.telegram.person({ firstName: 'Boris', phone });

async function owner(): Promise<SimulatedPerson> {
  const person = product.telegram.person({ firstName: 'Anna', phone: freshPhone() });
  await linkPhone(person);
  return person;
}

const verify = (challengeId: string, code: string) =>
  product.post<Problem>('/api/auth/verify-otp', { challengeId, code });

/** A page requests a code, and opens a stream at the other instance. */
async function pageOf({ phone }: { phone: string }) {
  const { challengeId, telegram } = await requestCode(product, phone);
  return { challengeId, link: telegram.link, page: await Listener.open(product.apis[1]!.url, challengeId) };
}

/** The same, after the code was pushed to the chat and that was recorded. */
async function pushedTo(person: SimulatedPerson) {
  const before = person.messages.at(-1)!.messageId;
  const opened = await pageOf(person);
  const code = await receiveCode(person, before);
  await changes.waitFor(opened.challengeId, 1);
  return { ...opened, code };
}

async function exhaust(challengeId: string, code = ''): Promise<void> {
  const wrong = code === '000000' ? '111111' : '000000';
  for (let left = 3; left > 0; left--)
    expect((await verify(challengeId, wrong)).body.code).toBe('code_wrong');
}

const replace = (replaces: string) =>
  product.post('/api/auth/request-otp', { phone: freshPhone(), replaces });

const refusalAt = async (url: string, challengeId: string) => {
  const answer = await fetch(eventsUrl(url, challengeId));
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return { answer, body: problem.parse(await answer.json()) };
};

const openStreamsAt = async ({ url }: ServiceProcess): Promise<number> => {
  const answer = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  return Number(/^otpravka_event_streams(?:\{.*\})? (\d+)$/m.exec(await answer.text())![1]);
};

describe('a page receives', () => {
  it('each step of a person who opens the link, shares the contact and types the code', async () => {
    const person = stranger();
    const { page, link, challengeId } = await pageOf(person);
    await page.toldOf('pending');
    person.openLink(link);
    await page.toldOf('opened');
    person.shareContact();
    const code = await receiveCode(person);
    await page.toldOf('sent');
    expect((await verify(challengeId, code)).status).toBe(200);
    await page.ended();
    expect(page.statuses).toEqual(['pending', 'opened', 'sent', 'verified']);
  });

  it('each step of an owner who opens the link after the code has arrived', async () => {
    const person = await owner();
    const { page, link, challengeId, code } = await pushedTo(person);
    person.openLink(link);
    await page.toldOf('sent');
    await verify(challengeId, code);
    await page.ended();
    expect(page.statuses.join()).toMatch(/^pending,(opened,)?sent,verified$/);
  });

  it('the present status first, whatever happened before it connected', async () => {
    const person = await owner();
    const { link, challengeId } = await pushedTo(person);
    person.openLink(link);
    await person.waitForMessage(/выше/);
    const late = await Listener.open(product.api.url, challengeId);
    await late.toldOf('sent');
    late.leave();
    expect(late.statuses).toEqual(['sent']);
  });

  it('the same events at every instance, each change once', async () => {
    const person = stranger();
    const { page, link, challengeId } = await pageOf(person);
    const pages = [page, await Listener.open(product.api.url, challengeId)];
    for (let i = 0; i < 3; i++) person.openLink(link);
    person.shareContact();
    await verify(challengeId, await receiveCode(person));
    for (const each of pages) {
      await each.ended();
      expect(new Set(each.statuses).size).toBe(each.statuses.length);
      expect(each.statuses.at(-1)).toBe('verified');
    }
  });

  it.each<[string, (challengeId: string) => Promise<unknown>]>([
    ['the last wrong code', (challengeId) => exhaust(challengeId)],
    ['another request of the same page', (challengeId) => replace(challengeId)],
  ])('closed after %s', async (_, end) => {
    const { page, challengeId } = await pageOf(stranger());
    await page.toldOf('pending');
    await end(challengeId);
    await page.ended();
    expect(page.statuses).toEqual(['pending', 'closed']);
  });

  it('closed after "it was not me", if the link was opened before', async () => {
    const person = await owner();
    const { page, link } = await pushedTo(person);
    person.openLink(link);
    await page.toldOf('sent');
    await person.press('Это не я').answered();
    await page.ended();
    expect(page.statuses.at(-1)).toBe('closed');
  });

  it('closed after the phone was linked to another account', async () => {
    const person = await owner();
    const { page, link } = await pushedTo(person);
    person.openLink(link);
    await page.toldOf('sent');
    await linkPhone(
      product.telegram.person({ firstName: 'Next', phone: person.phone, id: person.id + 500_000_000 }),
    );
    await page.ended();
    expect(page.statuses.at(-1)).toBe('closed');
  });
});

describe('a stranger is not told', () => {
  it('that a code was pushed to a linked phone', async () => {
    const { page, challengeId, code } = await pushedTo(await owner());
    await verify(challengeId, code);
    await page.ended();
    expect(page.statuses).toEqual(['pending', 'verified']);
  });

  it('that the owner refused a code without having opened the link', async () => {
    const person = await owner();
    const { page, challengeId, code } = await pushedTo(person);
    await person.press('Это не я').answered();
    await changes.waitFor(challengeId, 2);
    const late = await Listener.open(product.apis[1]!.url, challengeId);
    await late.toldOf('pending');
    await exhaust(challengeId, code);
    for (const each of [page, late]) {
      await each.ended();
      expect(each.statuses).toEqual(['pending', 'closed']);
    }
  });

  it('who holds the phone: the own account opens the link of a linked and of an unknown one with the same result', async () => {
    const known = await owner();
    const told = await Promise.all(
      [await pushedTo(known), await pageOf(stranger())].map(async ({ page, link, challengeId }) => {
        for (const spy of [stranger(), await owner()]) {
          spy.openLink(link);
          await spy.waitForMessage(/ждут код|другой номер/);
          await page.toldOf('opened');
        }
        const late = await Listener.open(product.api.url, challengeId);
        await exhaust(challengeId);
        await Promise.all([page.ended(), late.ended()]);
        return [page.withoutComments, late.withoutComments];
      }),
    );
    expect(told[0]).toEqual(told[1]);
    expect(told[0]!.join('')).not.toContain('sent');
  });
});

describe('a challenge that is unknown or over is gone', () => {
  it.each(['x', '17'.repeat(17), `00${'0'.repeat(32)}`, '%F0%9F%98%80'])('never was: %s', async (id) => {
    const { answer, body } = await refusalAt(product.api.url, id);
    expect([answer.status, body.code]).toEqual([410, 'challenge_gone']);
    expect(answer.headers.get('x-accel-buffering')).toBeNull();
  });

  it('used, exhausted or replaced', async () => {
    const used = await signIn(product, await owner());
    const exhausted = await requestCode(product, freshPhone());
    await exhaust(exhausted.challengeId);
    const replaced = await requestCode(product, freshPhone());
    await replace(replaced.challengeId);
    for (const { challengeId } of [used, exhausted, replaced])
      expect((await refusalAt(product.apis[1]!.url, challengeId)).body.code).toBe('challenge_gone');
  });
});

describe('a stream', () => {
  it('carries the headers of every answer, and may be read by the front ends of CORS_ORIGINS', async () => {
    const { challengeId } = await requestCode(product, freshPhone());
    const page = await Listener.open(product.api.url, challengeId, { Origin: 'https://shop.example' });
    const foreign = await Listener.open(product.api.url, challengeId, { Origin: 'https://evil.example' });
    await page.toldOf('pending');
    page.leave();
    foreign.leave();
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': 'https://shop.example',
    });
    expect(page.headers.get('x-request-id')).toMatch(/\S{8,}/);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is described in the document', async () => {
    const { body } = await product.get<{
      paths: Record<string, { get: { responses: Record<string, { content: object }> } }>;
    }>('/openapi.json');
    const { responses } = body.paths['/api/auth/challenges/{id}/events']!.get;
    expect(Object.keys(responses)).toEqual(['200', '410', '429', '500', '503']);
    expect(responses['200']!.content).toEqual({
      'text/event-stream': { schema: { $ref: '#/components/schemas/ChallengeEvent' } },
    });
  });

  it('is closed when its page leaves, even before the stream has begun', async () => {
    const api = await (await product.addApi()).ready();
    const { challengeId } = await requestCode(product, freshPhone());
    const pages = await Promise.all([1, 2, 3].map(() => Listener.open(api.url, challengeId)));
    expect(await openStreamsAt(api)).toBe(3);
    for (const page of pages) page.leave();
    await until(async () => (await openStreamsAt(api)) === 0);

    expect((await fetch(eventsUrl(api.url, challengeId), { method: 'HEAD' })).status).toBe(200);
    await until(async () => (await openStreamsAt(api)) === 0);

    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const hasty = new AbortController();
        setImmediate(() => hasty.abort());
        await fetch(eventsUrl(api.url, index % 2 ? challengeId : 'x'), { signal: hasty.signal }).catch(
          () => undefined,
        );
      }),
    );
    await until(async () => (await openStreamsAt(api)) === 0);
    const again = await Listener.open(api.url, challengeId);
    await again.toldOf('pending');
    expect(await openStreamsAt(api)).toBe(1);
    expect(await api.end()).toEqual({ code: 0, signal: null });
  });

  it('ends at a shutdown of its instance without delaying it, and the page connects to another instance', async () => {
    const api = await (await product.addApi()).ready();
    const { challengeId } = await requestCode(product, freshPhone());
    const page = await Listener.open(api.url, challengeId);
    await page.toldOf('pending');
    expect(await api.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(api.output).not.toMatch(/"level":"(error|fatal)"|cut off/);
    await page.ended();
    expect(page.statuses).toEqual(['pending']);
    const again = await Listener.open(product.api.url, challengeId);
    await again.toldOf('pending');
    again.leave();
  });

  it('is one of five of its challenge; the sixth is refused until a page leaves', async () => {
    const { url } = product.apis[1]!;
    const { challengeId } = await requestCode(product, freshPhone());
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => Listener.open(url, challengeId)));
    const { answer, body } = await refusalAt(url, challengeId);
    expect(body).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(body.retryAfter).toBeGreaterThan(0);
    expect(answer.headers.get('retry-after')).toBe(String(body.retryAfter));
    pages[0]!.leave();
    const sixth = await until(() => Listener.open(url, challengeId));
    for (const page of [...pages, sixth]) page.leave();
  });

  it('is one of twenty of its address, where addresses are limited', async () => {
    const limited = await (
      await product.addApi({ OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000' })
    ).ready();
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => (await requestCode(product, freshPhone())).challengeId),
    );
    const open = (url: string) =>
      Promise.all(ids.slice(0, 4).flatMap((id) => Array.from({ length: 5 }, () => Listener.open(url, id))));
    const pages = await open(limited.url);
    await expect(Listener.open(limited.url, ids[4]!)).rejects.toThrow('too_many_requests');
    pages[7]!.leave();
    const next = await until(() => Listener.open(limited.url, ids[4]!));
    const unlimited = await open(product.api.url);
    unlimited.push(await Listener.open(product.api.url, ids[4]!));
    for (const page of [...pages, ...unlimited, next]) page.leave();
    await until(async () => (await openStreamsAt(product.api)) === 0);
    await limited.end();
  });
});

it('of IPv6 a /56 has three times as many streams as a /64, and a /48 ten times', async () => {
  const limits = { OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000', TRUST_PROXY: '1' };
  const api = await (await product.addApi(limits)).ready();
  const ids = await Promise.all(
    Array.from({ length: 42 }, async () => (await requestCode(product, freshPhone())).challengeId),
  );
  let opened = 0;
  /** The n-th /64 of a /56. */
  const from = async (fiftySix: number, n: number): Promise<Listener> => {
    const [high, low] = [fiftySix, n].map((part) => part.toString(16).padStart(2, '0'));
    const address = { 'X-Forwarded-For': `2001:db8:1:${high}${low}::7` };
    const listener = await Listener.open(api.url, ids[Math.floor(opened / 5)]!, address);
    opened++;
    return listener;
  };
  const pages: Listener[] = [];
  for (let n = 0; n < 60; n++) pages.push(await from(1, n));
  await expect(from(1, 60)).rejects.toThrow('too_many_requests');
  for (let n = 0; n < 140; n++) pages.push(await from(2 + Math.floor(n / 50), n));
  await expect(from(9, 0)).rejects.toThrow('too_many_requests');
  pages[0]!.leave();
  pages.push(await until(() => from(9, 0)));
  for (const page of pages) page.leave();
  await api.end();
});

it('the stream’s own timer closes an expired challenge', async () => {
  const hasty = await Product.start({ env: { ...GENEROUS, OTP_TTL_SECONDS: '10' } });
  try {
    const { challengeId } = await requestCode(hasty, freshPhone());
    const page = await Listener.open(hasty.api.url, challengeId);
    await page.ended();
    expect(page.statuses).toEqual(['pending', 'closed']);
    expect(page.text).not.toMatch(/^:/m);
    expect((await refusalAt(hasty.api.url, challengeId)).body.code).toBe('challenge_gone');
  } finally {
    await hasty.stop();
  }
});

it('a stream stays open while Redis is unavailable, and its next comment makes up for a lost event', async () => {
  const wire = await Wire.to(testRedisUrl());
  try {
    const api = await (await product.addApi({ REDIS_URL: wire.url })).ready();
    const person = await owner();
    const before = person.messages.at(-1)!.messageId;
    const { challengeId } = await requestCode(product, person.phone);
    const page = await Listener.open(api.url, challengeId);
    await page.toldOf('pending');
    const code = await receiveCode(person, before);

    wire.cut();
    await until(async () => (await api.readiness()).missing.includes('subscriptions'));
    expect((await refusalAt(api.url, challengeId)).body).toMatchObject({ status: 503, code: 'unavailable' });
    expect((await verify(challengeId, code)).status).toBe(200);
    await changes.waitFor(challengeId, 2);
    wire.mend();
    await page.ended(40_000);
    expect(page.text).toMatch(
      /^event: status\ndata: \{"status":"pending"\}\n\n(: [^\n]*\n\n)+event: status\ndata: \{"status":"verified"\}\n\n$/,
    );
    await api.end();
  } finally {
    await wire.close();
  }
}, 120_000);
