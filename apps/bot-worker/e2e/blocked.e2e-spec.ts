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
  it('is marked, and no code is even tried', async () => {
    const owner = await scene.owner();
    owner.block();
    await marked(owner, true);
    const before = sendsTo(owner);
    const request = await scene.ask(owner.phone);
    await scene.bellsAnswered();
    expect(sendsTo(owner)).toBe(before);
    expect(await scene.verify(request, '000000')).toBe('code_wrong');
    expect(scene.product.output).not.toMatch(/"level":"(error|fatal)"/);
  });

  it('gets codes again after /start', async () => {
    const owner = await scene.owner();
    owner.block();
    await marked(owner, true);
    const held = await scene.ask(owner.phone);
    await scene.bellsAnswered();
    const started = owner.start();
    await owner.waitForMessage(/С возвращением/, { after: started });
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    await scene.receive(owner);

    const before = lastIdOf(owner);
    owner.openLink(held.telegram.link);
    expect(await scene.verify(held, await receiveCode(owner, before))).toBe(200);
  });

  it('is another than who has only put the bot out of a group', async () => {
    const owner = await scene.owner();
    scene.telegram.group('supergroup').removeBot(owner);
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    await scene.receive(owner);
  });

  it('keeps the phone and the account', async () => {
    const owner = await scene.owner();
    owner.block();
    await marked(owner, true);
    owner.unblock();
    await marked(owner, false);
    expect(await scene.accountOf(owner)).toMatchObject({ phone: owner.phone });
    await scene.receive(owner);
  });
});

describe('Telegram that says 403', () => {
  it('to a code marks the account; the code is none, and writing to the bot ends it', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '403', chatId: owner.id });
    const request = await scene.ask(owner.phone);
    await marked(owner, true);
    expect(scene.codesSentTo(owner)).toEqual([]);
    expect(await scene.verify(request, '000000')).toBe('code_wrong');

    await reply(owner, '/help', /одноразовые коды/);
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    await scene.receive(owner);
  });

  it('to an answer marks it, too, and the worker goes on', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '403', chatId: owner.id });
    owner.say('привет');
    await marked(owner, true);
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    await scene.handled(owner);
    await scene.receive(owner);
  });
});
