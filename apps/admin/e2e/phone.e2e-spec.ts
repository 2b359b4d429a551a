import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '@app/contract';
import { BOT_USERNAME, receiveCode, requestCode, until } from '@app/testing';
import { codesOf, Operator, type Why } from './operator';
import { useOperatorScene } from './operator-scene';

const scene = useOperatorScene();

describe('phone why', () => {
  it('reports no obstacle for a linked phone', async () => {
    const person = await scene.linked();
    expect(await scene.why(person.phone)).toMatchObject({ canSignIn: true, obstacles: [] });
    await scene.receiveCode(person);
    const sent = await scene.whyUntil(
      person.phone,
      ({ redis }) => redis.challenges[0]?.['delivery'] === 'sent',
    );
    expect(sent.advice).toMatch(/Nothing prevents a sign-in: a code is in the chat/);
    const printed = await scene.runText('phone', 'why', person.phone);
    expect(printed).toMatch(/Shop +none yet, which is normal before the first sign-in/);
    expect(printed).toMatch(/Code +requested on a page .+: sent to the chat, 3 attempts left; expires/);
    expect(printed).toMatch(/Workers +1 running/);
  });

  it('reports a phone that was never shared and an invalid phone', async () => {
    const phone = scene.freshPhone();
    await requestCode(scene.product, phone);
    const found = await scene.whyUntil(phone, ({ redis }) => redis.challenges[0]?.['delivery'] === 'parked');
    expect(codesOf(found)).toEqual(['not_linked']);
    expect(await scene.runText('phone', 'why', phone)).toMatch(/parked until its link is opened/);
    expect(codesOf(await scene.why('+7 701 12'))).toEqual(['phone_invalid']);
    // A phone in national form without quotes is several arguments.
    expect(await scene.runText('phone', 'why', '8', '701', '000', '00', '99', '--country', 'KZ')).toMatch(
      /^\+77010000099\n/,
    );
  });

  it('reports that the bot is blocked', async () => {
    const person = await scene.linked();
    person.block();
    const found = await scene.whyUntil(person.phone, (seen) => codesOf(seen).includes('blocked'));
    expect(codesOf(found)).toEqual(['blocked']);
    expect(await scene.runText('phone', 'why', person.phone)).toMatch(
      /the bot has been blocked since .+ ago/,
    );
  });

  it('reports why Telegram does not accept the code', async () => {
    const person = await scene.linked();
    scene.product.telegram.failNext({ kind: '502', chatId: person.id, times: Infinity });
    await requestCode(scene.product, person.phone);
    const found = await scene.whyUntil(
      person.phone,
      ({ redis }) => Number(redis.challenges[0]?.['tries']) > 1,
    );
    expect(found.canSignIn).toBe(false);
    expect(codesOf(found)).toEqual(['code_waits']);
    expect(found.advice).toMatch(
      /^The last code has been waiting for \d+ s\. It was tried \d times, and the last time Telegram did not answer/,
    );
    scene.product.telegram.clearFaults();
    await receiveCode(person);
    await scene.whyUntil(person.phone, ({ canSignIn }) => canSignIn);
  });

  it('reports a revoked bot token until it is accepted again', async () => {
    const person = await scene.linked();
    scene.product.telegram.failNext({ kind: '401', method: '*', times: Infinity });
    await requestCode(scene.product, person.phone);
    const found = await scene.whyUntil(person.phone, (seen) => codesOf(seen).includes('bot_token_refused'));
    expect(found.advice).toMatch(
      /has not accepted TELEGRAM_BOT_TOKEN since .+ @BotFather, set it at the bot-worker/,
    );
    expect(found.advice).not.toMatch(/Nothing prevents a sign-in/);
    expect(await scene.runText('phone', 'why', person.phone)).toMatch(/Bot API +bad_token since/);
    scene.product.telegram.clearFaults();
    await receiveCode(person);
    await scene.whyUntil(person.phone, ({ canSignIn }) => canSignIn);
  });

  it('reports that the bot has been renamed', async () => {
    const { phone } = await scene.linked();
    const configured = Operator.of(scene.product, { TELEGRAM_BOT_USERNAME: 'former_name_bot' });
    const found = await configured.json<Why>('phone', 'why', phone);
    expect(codesOf(found)).toEqual(['bot_renamed']);
    expect(found.advice).toContain(BOT_USERNAME);
  });

  it('reports used-up requests until the limits are unlocked', async () => {
    const person = await scene.linked();
    for (const _ of [1, 2]) await scene.receiveCode(person);
    const { challengeId } = await scene.receiveCode(person);
    expect((await scene.requestOtp(person.phone)).body.code).toBe('too_many_requests');
    expect(codesOf(await scene.why(person.phone))).toEqual(['requests_full']);
    expect(await scene.runText('phone', 'why', person.phone)).toMatch(
      /3 of 3 a minute, full until .+ \(in (?:\d+ s|1 min)\)/,
    );

    const { received, stop } = await scene.subscribe('challenge.changed');
    expect(await scene.runText('shop', 'unlock', person.phone, '--limits')).toMatch(/requests: 3 cleared/);
    await until(() => received.some((event) => isDeepStrictEqual(event, { v: 1, challengeId })));
    stop();
    expect(codesOf(await scene.why(person.phone))).toEqual([]);
    await scene.signedIn(person);
  });

  it('reports "it was not me" until the limits are unlocked', async () => {
    const person = await scene.linked();
    const { shop } = await scene.signedIn(person);
    await scene.receiveCode(person);
    await person.press('Это не я').answered();
    await scene.whyUntil(person.phone, (found) => codesOf(found).includes('quiet'));

    expect(await scene.operator.json('shop', 'unlock', shop.id, '--limits')).toMatchObject({
      wasQuiet: true,
    });
    expect(await scene.eventsOf(shop.id)).toContain('unlocked');
    await scene.signedIn(person);
  });

  it('reports that no worker is running', async () => {
    const person = await scene.linked();
    await scene.product.workers[0]!.end();
    await requestCode(scene.product, person.phone);
    const found = await scene.why(person.phone);
    expect(codesOf(found)).toEqual(['no_worker']);
    expect(found.redis.workers).toBe(0);
    expect(await scene.runText('phone', 'why', person.phone)).toMatch(
      /waiting for a worker since .+3 attempts left/,
    );
    await (await scene.product.addWorker()).ready();
    await scene.whyUntil(person.phone, ({ canSignIn }) => canSignIn);
  });
});

describe('phone move', () => {
  const list = (phone: string) =>
    scene.operator.json<{ waiting: { telegramId: number; firstName: string }[] }>('phone', 'move', phone);

  it('moves a phone to an account that waits for it', async () => {
    const former = await scene.linked('+79912345678');
    const { accessToken, shop } = await scene.signedIn(former);
    const { phone, id } = former;
    const next = scene.product.telegram.person({ firstName: 'Vera', phone, id: id + 1 });
    const shared = next.shareContact();
    await next.waitForMessage(/перенос подтвердят/, { after: shared });
    const { code, challengeId } = await scene.receiveCode(former);
    const { session } = (await scene.me(accessToken)).body;
    const revoked = await scene.subscribe('session.revoked');
    const changed = await scene.subscribe('challenge.changed');
    expect(await list(phone)).toMatchObject({ holder: id, waiting: [{ telegramId: next.id }] });
    expect(await scene.runText('phone', 'move', phone)).toMatch(
      new RegExp(`\\n +${next.id} +Vera, asked .+ ago\\)$`, 'm'),
    );
    expect((await scene.me(accessToken)).status).toBe(200);

    const stranger = await scene.operator.run('phone', 'move', phone, '--to', String(next.id + 1));
    expect(stranger).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('does not wait') as string,
    });
    expect(await scene.runText('phone', 'move', '7 991 234 56 78', '--to', String(next.id))).toMatch(
      /belongs to the account \d+ now; 1 session has ended/,
    );
    expect((await scene.me(accessToken)).body.code).toBe('token_invalid');
    await until(() => revoked.received.length > 0);
    expect(revoked.received).toEqual([{ v: 1, shopId: shop.id, sessionId: session.id }]);
    await until(() => changed.received.some((event) => isDeepStrictEqual(event, { v: 1, challengeId })));
    for (const { stop } of [revoked, changed]) stop();
    expect((await scene.product.post<Problem>('/api/auth/verify-otp', { challengeId, code })).body.code).toBe(
      'code_wrong',
    );
    expect(await scene.eventsOf(shop.id)).toContain('telegram_relinked');
    await former.waitForMessage(/Ваш номер привязали к другому аккаунту/);
    await next.waitForMessage(/номер привязан к этому чату/);
    await scene.receiveCode(next);
    expect(await list(phone)).toMatchObject({ holder: next.id, waiting: [] });
    // The button of the former account works, as after a move to which its holder has agreed.
    await scene.runText('shop', 'unlock', phone, '--limits');
    const { accessToken: opened } = await scene.signedIn(next);
    await former.press('Это не я').answered();
    await until(async () => (await scene.me(opened)).body.code === 'token_invalid');
  });

  it('exits with 3 for a phone without an account', async () => {
    expect((await scene.operator.run('phone', 'move', scene.freshPhone())).exitCode).toBe(3);
  });
});

it('no command printed anything that helps to sign in', () => {
  expect(scene.secrets.length).toBeGreaterThan(15);
  expect(scene.printedSecrets()).toEqual([]);
});
