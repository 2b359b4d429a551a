import type { SimulatedPerson } from '@app/simulator';
import { receiveCode, until } from '@app/testing';
import { lastIdOf, reply, useScene } from './scene';

const scene = useScene();

afterEach(() => scene.telegram.clearFaults());

const blockRecorded = (person: SimulatedPerson, isBlocked = true) =>
  until(async () => ((await scene.accountOf(person))?.blocked_at !== null) === isBlocked, {
    what: `the account to be ${isBlocked ? 'blocked' : 'unblocked'}`,
  });

const sendsTo = ({ id }: SimulatedPerson): number => scene.callsTo(id, 'sendMessage').length;

describe('a person who has blocked the bot', () => {
  it('gets no code', async () => {
    const owner = await scene.owner();
    owner.block();
    await blockRecorded(owner);
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
    await blockRecorded(owner);
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

  it('stays linked to the phone', async () => {
    const owner = await scene.owner();
    owner.block();
    await blockRecorded(owner);
    owner.unblock();
    await blockRecorded(owner, false);
    expect(await scene.accountOf(owner)).toMatchObject({ phone: owner.phone });
    await scene.receiveCode(owner);
  });
});

it('a person who removes the bot from a group still gets codes', async () => {
  const owner = await scene.owner();
  scene.telegram.group('supergroup').removeBot(owner);
  await scene.updatesConfirmed();
  expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
  await scene.receiveCode(owner);
});

describe('a 403 from Telegram', () => {
  it('for a code marks the account as blocked until the person writes to the bot', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '403', chatId: owner.id });
    const request = await scene.requestCode(owner.phone);
    await blockRecorded(owner);
    expect(scene.codesSentTo(owner)).toEqual([]);
    expect(await scene.verify(request, '000000')).toBe('code_wrong');

    await reply(owner, '/help', /одноразовые коды/);
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    await scene.receiveCode(owner);
  });

  it('for an answer marks the account as blocked', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '403', chatId: owner.id });
    owner.say('привет');
    await blockRecorded(owner);
    await scene.updatesConfirmed();
    await scene.allHandled(owner);
    await scene.receiveCode(owner);
  });
});
