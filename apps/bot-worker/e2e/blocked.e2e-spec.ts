import type { SimulatedPerson } from '@app/simulator';
import { receiveCode, until } from '@app/testing';
import { lastIdOf, reply, Scene } from './scene';

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.start();
});

afterEach(() => scene.telegram.clearFaults());

afterAll(async () => {
  await scene?.stop();
});

const marked = (person: SimulatedPerson, isBlocked: boolean) =>
  until(async () => ((await scene.accountOf(person))?.blocked_at !== null) === isBlocked, {
    what: `the account to be ${isBlocked ? '' : 'no more '}blocked`,
  });

const sendsTo = ({ id }: SimulatedPerson): number =>
  scene.telegram.calls.filter(({ method, payload }) => method === 'sendMessage' && payload['chat_id'] === id)
    .length;

describe('a person who has blocked the bot', () => {
  it('is marked as blocked, and no code is sent', async () => {
    const owner = await scene.owner();
    owner.block();
    await marked(owner, true);
    const before = sendsTo(owner);
    const request = await scene.requestCode(owner.phone);
    await scene.eventsHandled();
    expect(sendsTo(owner)).toBe(before);
    expect(await scene.verify(request, '000000')).toBe('code_wrong');
    expect(scene.product.output).not.toMatch(/"level":"(error|fatal)"/);
  });

  it('gets codes again after /start', async () => {
    const owner = await scene.owner();
    owner.block();
    await marked(owner, true);
    const held = await scene.requestCode(owner.phone);
    await scene.eventsHandled();
    const started = owner.start();
    await owner.waitForMessage(/С возвращением/, { after: started });
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    await scene.receiveCode(owner);

    const before = lastIdOf(owner);
    owner.openLink(held.telegram.link);
    expect(await scene.verify(held, await receiveCode(owner, before))).toBe(200);
  });

  it('is not confused with a person who removed the bot from a group', async () => {
    const owner = await scene.owner();
    scene.telegram.group('supergroup').removeBot(owner);
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    await scene.receiveCode(owner);
  });

  it('keeps the phone and the account', async () => {
    const owner = await scene.owner();
    owner.block();
    await marked(owner, true);
    owner.unblock();
    await marked(owner, false);
    expect(await scene.accountOf(owner)).toMatchObject({ phone: owner.phone });
    await scene.receiveCode(owner);
  });
});

describe('a 403 of Telegram', () => {
  it('to a code marks the account as blocked and makes the code wrong, until the person writes to the bot', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '403', chatId: owner.id });
    const request = await scene.requestCode(owner.phone);
    await marked(owner, true);
    expect(scene.codesSentTo(owner)).toEqual([]);
    expect(await scene.verify(request, '000000')).toBe('code_wrong');

    await reply(owner, '/help', /одноразовые коды/);
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    await scene.receiveCode(owner);
  });

  it('to an answer also marks the account, and the worker continues', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '403', chatId: owner.id });
    owner.say('привет');
    await marked(owner, true);
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    await scene.allHandled(owner);
    await scene.receiveCode(owner);
  });
});
