import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { receiveCode, testRedisUrl } from '@app/testing';
import { codeMessages, edited, Scene } from './scene';
import { Speaker } from './speaker';

/** A user of Redis whose sweeps fail, because they may not list the entries of the outbox that are due. */
const USER = `without-sweep-${randomBytes(6).toString('hex')}`;

let redis: Redis;
let scene: Scene;
let speaker: Speaker;

beforeAll(async () => {
  redis = new Redis(testRedisUrl());
  await redis.call('ACL', 'SETUSER', USER, 'on', 'nopass', '~*', '&*', '+@all', '-zrangebyscore');
  const url = new URL(testRedisUrl());
  url.username = USER;
  url.password = 'any';
  scene = await Scene.start({ workers: 2, redisUrl: url.href });
  speaker = new Speaker(scene, 'ru');
});

afterAll(async () => {
  await scene?.stop();
  await redis.call('ACL', 'DELUSER', USER);
  redis.disconnect();
});

const wrongCodeThan = (code: string): string => (code === '111111' ? '222222' : '111111');

const replace = async (challengeId: string, phone: string): Promise<void> => {
  const { status } = await scene.product.post('/api/auth/request-otp', { phone, replaces: challengeId });
  expect(status).toBe(202);
};

describe('while no sweep finds anything, an event alone has the message of a code edited', () => {
  it('after the third wrong code', async () => {
    const owner = await speaker.owner();
    const { challengeId, code, message } = await scene.receiveCode(owner);
    for (const _ of [1, 2, 3]) await scene.verify({ challengeId }, wrongCodeThan(code));
    await speaker.seesEdit(owner, message, 'bot.edited.exhausted');
  });

  it('after the third wrong code for a code of /code', async () => {
    const owner = await speaker.owner();
    const code = await receiveCode(owner, owner.say('/code').messageId);
    const message = codeMessages(owner).at(-1)!;
    for (const _ of [1, 2, 3]) await scene.verify({ phone: owner.phone }, wrongCodeThan(code));
    await speaker.seesEdit(owner, message, 'bot.edited.exhausted');
  });

  it('after its page has requested another code', async () => {
    const owner = await speaker.owner();
    const { challengeId, message } = await scene.receiveCode(owner);
    await replace(challengeId, owner.phone);
    await speaker.seesEdit(owner, message, 'bot.edited.replaced');
  });

  it('after its page has requested a code for another phone', async () => {
    const owner = await speaker.owner();
    const { challengeId, message } = await scene.receiveCode(owner);
    await replace(challengeId, scene.freshPhone());
    await speaker.seesEdit(owner, message, 'bot.edited.replaced');
  });

  it('after its owner has signed out on all devices', async () => {
    const owner = await speaker.owner();
    const { message } = await scene.receiveCode(owner);
    const question = await speaker.says(owner, '/logout_all', 'bot.logoutAll.ask');
    await speaker.presses(owner, 'bot.button.logoutYes', question);
    await speaker.seesEdit(owner, message, 'bot.edited.closed');
  });

  it('after it was used', async () => {
    const owner = await speaker.owner();
    const { challengeId, code, message } = await scene.receiveCode(owner);
    expect(await scene.verify({ challengeId }, code)).toBe(200);
    await edited(owner, message, /^✅/);
  });
});
