import type { MeAnswer, Problem, RequestOtpAnswer } from '@app/contract';
import { type SimulatedPerson } from '@app/simulator';
import {
  asOwner,
  BOT_USERNAME,
  linkPhone,
  Product,
  receiveCode,
  requestCode,
  signIn,
  until,
} from '@app/testing';
import { codesOf, Operator, type Why } from './operator';

let product: Product;
let operator: Operator;
const secrets: string[] = [];

beforeAll(async () => {
  product = await Product.start();
  operator = Operator.of(product);
});

afterAll(async () => {
  await product?.stop();
});

let phones = 0;
const freshPhone = (): string => `+7701${String(++phones).padStart(7, '0')}`;

async function linked(phone = freshPhone()): Promise<SimulatedPerson> {
  const person = product.telegram.person({ firstName: 'Anna', phone });
  await linkPhone(person);
  return person;
}

async function signedIn(person: SimulatedPerson) {
  const opened = await signIn(product, person);
  const { accessToken, refreshToken, code, challengeId, linkToken } = opened;
  secrets.push(accessToken, refreshToken, code, challengeId, linkToken);
  return opened;
}

const ask = (phone: string) => product.post<RequestOtpAnswer & Problem>('/api/auth/request-otp', { phone });
const me = (token: string) =>
  product.get<MeAnswer & Problem>('/api/auth/me', { Authorization: `Bearer ${token}` });
const why = (phone: string) => operator.json<Why>('phone', 'why', phone);
const text = async (...words: string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await operator.run(...words);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
};
const eventsOf = async (shopId: string): Promise<string[]> => {
  const rows = await asOwner<{ event: string }>(
    product.database.url,
    'select event from activity where shop_id = $1 order by at',
    [shopId],
  );
  return rows.map(({ event }) => event);
};

/** Requests a code on a page and receives it in the chat. */
async function received(person: SimulatedPerson): Promise<{ challengeId: string; code: string }> {
  const before = person.messages.at(-1)!.messageId;
  const { challengeId } = await requestCode(product, person.phone);
  return { challengeId, code: await receiveCode(person, before) };
}

/** Requests codes and enters wrong ones. */
async function wrongCodes(person: SimulatedPerson, count: number): Promise<void> {
  for (let left = count; left > 0;) {
    const { challengeId, code } = await received(person);
    const guess = code === '000000' ? '111111' : '000000';
    for (let tries = 0; tries < 3 && left > 0; tries++, left--) {
      const { body } = await product.post<Problem>('/api/auth/verify-otp', { challengeId, code: guess });
      expect(body.code).toBe('code_wrong');
    }
  }
}

/** Repeats `phone why` until the result meets the condition. */
const whyUntil = (phone: string, isWanted: (found: Why) => boolean): Promise<Why> =>
  until<Why | undefined>(async () => {
    const found = await why(phone);
    return isWanted(found) ? found : undefined;
  });

describe('shop plan', () => {
  it('sets a plan that the shop sees at once, and prints the former plan', async () => {
    const { accessToken, shop } = await signedIn(await linked());
    const printed = await text('shop', 'plan', shop.phone, 'pro', '--until', '2099-01-01');
    expect(printed).toMatch(/: free → pro until 2099-01-01 00:00:00 UTC/);
    expect((await me(accessToken)).body.shop).toMatchObject({
      plan: 'pro',
      planExpiresAt: '2099-01-01T00:00:00.000Z',
    });
    expect(await text('shop', 'plan', shop.id, 'basic')).toMatch(/pro until .+ → basic, without an end/);
    expect((await me(accessToken)).body.shop).toMatchObject({ plan: 'basic', planExpiresAt: null });
    expect(await text('shop', 'plan', shop.id, 'basic')).toMatch(/nothing changed/);
    expect(await eventsOf(shop.id)).toEqual(['session_opened', 'plan_changed', 'plan_changed']);

    const instant = await operator.json(
      'shop',
      'plan',
      shop.id,
      'pro',
      '--until',
      '2098-12-31T23:00:00-05:00',
    );
    expect(instant).toMatchObject({ isChanged: true, after: { planExpiresAt: '2099-01-01T04:00:00.000Z' } });
  });

  it('prints an expired plan as set, and that it counts as free', async () => {
    const { shop } = await signedIn(await linked());
    const expire = `update shops set plan = 'pro', plan_expires_at = now() - interval '1 day' where id = $1`;
    await asOwner(product.database.url, expire, [shop.id]);
    expect(await text('shop', 'show', shop.id)).toMatch(/Plan +pro, expired .+: it counts as free/);
    expect(await operator.json('shop', 'show', shop.id)).toMatchObject({
      shop: { plan: 'pro', effectivePlan: 'free' },
    });
    expect(await text('shop', 'plan', shop.id, 'free')).toMatch(/pro, expired .+ → free\n/);
  });

  it('records one change when several operators set the same plan at once', async () => {
    const { shop } = await signedIn(await linked());
    const set = await Promise.all(
      ['pro', 'pro', 'pro', 'pro'].map((plan) =>
        operator.json<{ isChanged: boolean }>('shop', 'plan', shop.id, plan),
      ),
    );
    expect(set.filter(({ isChanged }) => isChanged)).toHaveLength(1);
    expect((await eventsOf(shop.id)).filter((event) => event === 'plan_changed')).toHaveLength(1);
  });
});

describe('shop show', () => {
  it('prints the same for the phone in any form and for the id', async () => {
    const { shop } = await signedIn(await linked());
    const byId = await operator.json('shop', 'show', shop.id);
    expect(byId).toMatchObject({
      shop: { id: shop.id, phone: shop.phone, plan: 'free', effectivePlan: 'free', liveSessions: 1 },
      telegram: { linked: true, firstName: 'Anna', blockedAt: null },
    });
    const national = `8 ${shop.phone.slice(2)}`;
    await expect(operator.json('shop', 'show', national, '--country', 'kz')).resolves.toEqual(byId);
    expect(await text('shop', 'show', shop.phone)).toMatch(/Telegram +linked to .*Anna/);
  });

  it('escapes control characters in names', async () => {
    const { shop } = await signedIn(await linked());
    await asOwner(product.database.url, `update shops set name = $2 where id = $1`, [
      shop.id,
      'A\u001b[2J\u009b31m\u202eB',
    ]);
    const { stdout } = await operator.run('shop', 'show', shop.id);
    const json = await operator.run('shop', 'show', shop.id, '--json');
    for (const printed of [stdout, json.stdout]) {
      expect(['\u001b', '\u009b', '\u202e'].filter((control) => printed.includes(control))).toEqual([]);
    }
    expect(JSON.parse(json.stdout)).toMatchObject({ shop: { name: 'A\u001b[2J\u009b31m\u202eB' } });
  });
});

describe('shop sessions', () => {
  it('lists the live sessions, and ends one or all', async () => {
    const person = await linked();
    const first = await signedIn(person);
    const second = await signedIn(person);
    const { id, phone } = first.shop;
    const { sessions } = await operator.json<{ sessions: { id: string }[] }>('shop', 'sessions', phone);
    expect(sessions).toHaveLength(2);
    const { session } = (await me(first.accessToken)).body;
    expect(await text('shop', 'sessions', phone)).toContain(session.id);

    expect(await text('shop', 'sessions', phone, '--end', session.id)).toMatch(/1 session has ended/);
    expect((await me(first.accessToken)).body.code).toBe('token_invalid');
    expect((await me(second.accessToken)).status).toBe(200);
    expect((await operator.run('shop', 'sessions', phone, '--end', session.id)).exitCode).toBe(3);
    expect(await operator.json('shop', 'sessions', id, '--end', 'all')).toMatchObject({ ended: 1 });
    expect((await me(second.accessToken)).body.code).toBe('token_invalid');
    expect((await eventsOf(id)).filter((event) => event === 'session_ended')).toHaveLength(2);
    expect(await text('shop', 'sessions', phone)).toMatch(/: 0 live/);
  });

  it('does not end a session of another shop', async () => {
    const [mine, other] = [await signedIn(await linked()), await signedIn(await linked())];
    const { session } = (await me(other.accessToken)).body;
    expect((await operator.run('shop', 'sessions', mine.shop.id, '--end', session.id)).exitCode).toBe(3);
    expect((await me(other.accessToken)).status).toBe(200);
  });
});

describe('phone why', () => {
  it('finds no obstacle for a linked phone, and then the code in the chat', async () => {
    const person = await linked();
    expect(await why(person.phone)).toMatchObject({ canSignIn: true, obstacles: [] });
    await received(person);
    const sent = await whyUntil(person.phone, ({ redis }) => redis.challenges[0]?.['delivery'] === 'sent');
    expect(sent.advice).toMatch(/Nothing prevents a sign-in: a code is in the chat/);
    const printed = await text('phone', 'why', person.phone);
    expect(printed).toMatch(/Shop +none yet, which is normal before the first sign-in/);
    expect(printed).toMatch(/Code +requested on a page .+: sent to the chat, 3 attempts left; expires/);
    expect(printed).toMatch(/Workers +1 running/);
  });

  it('reports a phone that was never shared, and an invalid phone', async () => {
    const phone = freshPhone();
    await requestCode(product, phone);
    const found = await whyUntil(phone, ({ redis }) => redis.challenges[0]?.['delivery'] === 'parked');
    expect(codesOf(found)).toEqual(['not_linked']);
    expect(await text('phone', 'why', phone)).toMatch(/parked until its link is opened/);
    expect(codesOf(await why('+7 701 12'))).toEqual(['phone_invalid']);
    // A national form, not quoted.
    expect(await text('phone', 'why', '8', '701', '000', '00', '99', '--country', 'KZ')).toMatch(
      /^\+77010000099\n/,
    );
  });

  it('reports that the bot is blocked', async () => {
    const person = await linked();
    person.block();
    const found = await whyUntil(person.phone, (seen) => codesOf(seen).includes('blocked'));
    expect(codesOf(found)).toEqual(['blocked']);
    expect(await text('phone', 'why', person.phone)).toMatch(/the bot has been blocked since .+ ago/);
  });

  it('reports that Telegram does not accept the code, with the number of attempts and the reason', async () => {
    const person = await linked();
    product.telegram.failNext({ kind: '502', chatId: person.id, times: Infinity });
    await requestCode(product, person.phone);
    const found = await whyUntil(person.phone, ({ redis }) => Number(redis.challenges[0]?.['tries']) > 1);
    expect(found.canSignIn).toBe(false);
    expect(codesOf(found)).toEqual(['code_waits']);
    expect(found.advice).toMatch(
      /^The last code has been waiting for \d+ s\. It was tried \d times, and the last time Telegram did not answer/,
    );
    product.telegram.clearFaults();
    await receiveCode(person);
    await whyUntil(person.phone, ({ canSignIn }) => canSignIn);
  });

  it('reports a revoked bot token until it is accepted again', async () => {
    const person = await linked();
    product.telegram.failNext({ kind: '401', method: '*', times: Infinity });
    await requestCode(product, person.phone);
    const found = await whyUntil(person.phone, (seen) => codesOf(seen).includes('bot_token_refused'));
    expect(found.advice).toMatch(
      /has not accepted TELEGRAM_BOT_TOKEN since .+ @BotFather, set it at the bot-worker/,
    );
    expect(found.advice).not.toMatch(/Nothing prevents a sign-in/);
    expect(await text('phone', 'why', person.phone)).toMatch(/Bot API +bad_token since/);
    product.telegram.clearFaults();
    await receiveCode(person);
    await whyUntil(person.phone, ({ canSignIn }) => canSignIn);
  });

  it('reports that the bot has been renamed', async () => {
    const { phone } = await linked();
    const configured = Operator.of(product, { TELEGRAM_BOT_USERNAME: 'former_name_bot' });
    const found = await configured.json<Why>('phone', 'why', phone);
    expect(codesOf(found)).toEqual(['bot_renamed']);
    expect(found.advice).toContain(BOT_USERNAME);
  });

  it('reports used-up requests until the limits are unlocked', async () => {
    const person = await linked();
    for (const _ of [1, 2, 3]) await received(person);
    expect((await ask(person.phone)).body.code).toBe('too_many_requests');
    expect(codesOf(await why(person.phone))).toEqual(['requests_full']);
    expect(await text('phone', 'why', person.phone)).toMatch(/3 of 3 a minute, full until .+ \(in \d+ s\)/);

    expect(await text('shop', 'unlock', person.phone, '--limits')).toMatch(/requests: 3 cleared/);
    expect(codesOf(await why(person.phone))).toEqual([]);
    await signedIn(person);
  });

  it('reports "it was not me" until the limits are unlocked', async () => {
    const person = await linked();
    const { shop } = await signedIn(person);
    await received(person);
    await person.press('Это не я').answered();
    await whyUntil(person.phone, (found) => codesOf(found).includes('quiet'));

    expect(await operator.json('shop', 'unlock', shop.id, '--limits')).toMatchObject({ wasQuiet: true });
    expect(await eventsOf(shop.id)).toContain('unlocked');
    await signedIn(person);
  });
});

describe('phone move', () => {
  const listed = (phone: string) =>
    operator.json<{ waiting: { telegramId: number; firstName: string }[] }>('phone', 'move', phone);

  it('lists the accounts that wait for a phone whose digits two countries share, and moves it', async () => {
    const former = await linked('+79912345678');
    const { accessToken, shop } = await signedIn(former);
    const { phone, id } = former;
    const next = product.telegram.person({ firstName: 'Vera', phone, id: id + 1 });
    const shared = next.shareContact();
    await next.waitForMessage(/перенос подтвердят/, { after: shared });
    const { code, challengeId } = await received(former);
    expect(await listed(phone)).toMatchObject({ holder: id, waiting: [{ telegramId: next.id }] });
    expect(await text('phone', 'move', phone)).toMatch(
      new RegExp(`\\n +${next.id} +Vera, asked .+ ago\\)$`, 'm'),
    );
    expect((await me(accessToken)).status).toBe(200);

    const stranger = await operator.run('phone', 'move', phone, '--to', String(next.id + 1));
    expect(stranger).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('does not wait') as string,
    });
    expect(await text('phone', 'move', '7 991 234 56 78', '--to', String(next.id))).toMatch(
      /belongs to the account \d+ now; 1 session has ended/,
    );
    expect((await me(accessToken)).body.code).toBe('token_invalid');
    expect((await product.post<Problem>('/api/auth/verify-otp', { challengeId, code })).body.code).toBe(
      'code_wrong',
    );
    expect(await eventsOf(shop.id)).toContain('telegram_relinked');
    await former.waitForMessage(/Ваш номер привязали к другому аккаунту/);
    await next.waitForMessage(/номер привязан к этому чату/);
    await received(next);
    expect(await listed(phone)).toMatchObject({ holder: next.id, waiting: [] });
  });

  it('exits with 3 for a phone that no account holds', async () => {
    expect((await operator.run('phone', 'move', freshPhone())).exitCode).toBe(3);
  });
});

describe('the lock after ten wrong codes', () => {
  let strict: Product;

  beforeAll(async () => {
    strict = product;
    product = await Product.start({ env: { OTP_PHONE_PER_MINUTE: '100', OTP_PHONE_PER_HOUR: '100' } });
    operator = Operator.of(product, { OTP_PHONE_PER_MINUTE: '100', OTP_PHONE_PER_HOUR: '100' });
  });
  afterAll(async () => {
    await product.stop();
    product = strict;
    operator = Operator.of(product);
  });

  it('is reported, unlocked, and recorded for the shop', async () => {
    const person = await linked();
    const { shop } = await signedIn(person);
    await wrongCodes(person, 10);
    expect((await ask(person.phone)).body.code).toBe('phone_locked');
    const locked = await why(person.phone);
    expect(codesOf(locked)).toContain('locked');
    expect(locked.advice).toMatch(/\/code .+ shop unlock \+7701/);

    expect(await text('shop', 'unlock', person.phone)).toMatch(/wrong codes: 10 cleared/);
    expect(codesOf(await why(person.phone))).not.toContain('locked');
    await signedIn(person);
    expect(await eventsOf(shop.id)).toEqual(['session_opened', 'phone_locked', 'unlocked', 'session_opened']);
    expect(await text('shop', 'unlock', person.phone)).toMatch(/wrong codes: there were none/);
    expect((await eventsOf(shop.id)).filter((event) => event === 'unlocked')).toHaveLength(1);
  });

  it('does not hide that no worker is running, and what waits for one', async () => {
    const person = await linked();
    await product.workers[0]!.end();
    await requestCode(product, person.phone);
    const found = await why(person.phone);
    expect(codesOf(found)).toEqual(['no_worker']);
    expect(found.redis.workers).toBe(0);
    expect(await text('phone', 'why', person.phone)).toMatch(/waiting for a worker since .+3 attempts left/);
    await (await product.addWorker()).ready();
    await whyUntil(person.phone, ({ canSignIn }) => canSignIn);
  });

  it('can be cleared for a phone without a shop', async () => {
    expect(await text('shop', 'unlock', freshPhone())).toMatch(
      /which has no shop yet:\n +wrong codes: there were none/,
    );
  });
});

it('no command printed anything that helps to sign in', () => {
  expect(secrets.length).toBeGreaterThan(30);
  const standsAlone = (secret: string) => new RegExp(`(?<![0-9A-Za-z_-])${secret}(?![0-9A-Za-z_-])`);
  expect(
    secrets.filter((secret) => standsAlone(secret.replaceAll('.', '\\.')).test(operator.transcript)),
  ).toEqual([]);
});
