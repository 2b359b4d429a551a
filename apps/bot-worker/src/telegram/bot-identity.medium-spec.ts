import { botKeys, botPresence, BotRecords } from '@app/telegram';
import { BOT_USERNAME, until } from '@app/testing';
import { BotIdentity } from './bot-identity';
import { BotOnSimulator } from './spec/bot-on-simulator';

const SHORT_INTERVALS = { recordMs: 5, readMs: 5 };

describe('the bot', () => {
  let scene: BotOnSimulator;
  let identity: BotIdentity;

  beforeEach(async () => {
    scene = await BotOnSimulator.start();
    identity = new BotIdentity(scene.bot, scene.api, new BotRecords(scene.store), SHORT_INTERVALS);
    identity.onApplicationBootstrap();
    await identity.whenKnown();
  });
  afterEach(async () => {
    await identity.onModuleDestroy();
    await scene.stop();
  });

  const recorded = () => scene.store.client.hget(botKeys.identity(scene.store), 'username');

  it('records its new name after it was renamed', async () => {
    await until(async () => (await recorded()) === BOT_USERNAME);
    scene.telegram.renameBot('renamed_bot');
    await until(async () => (await recorded()) === 'renamed_bot');
    expect(identity.username).toBe('renamed_bot');
    expect(scene.logs.messages('warn')).toEqual(['the bot was renamed; links lead to its new name']);
  });

  it('reports a bot of another product that shares its Redis and namespace by mistake', async () => {
    await until(recorded);
    const another = { id: 987_654_321, username: 'another_bot' };
    await new BotRecords(scene.store).recordIdentity(another);
    await until(() => scene.logs.messages('error').length > 0);
    expect(scene.logs.messages('error')).toEqual([expect.stringMatching(/EVENTS_NAMESPACE for one product/)]);
    expect((await botPresence(scene.store)).bots).toHaveLength(2);
  });

  it('records its name again when Redis comes back empty', async () => {
    await until(recorded);
    await scene.store.client.del(botKeys.identity(scene.store));
    await until(recorded);
  });
});

describe('a boot with a token that Telegram rejects', () => {
  it('logs one error and continues when Telegram accepts the token', async () => {
    const scene = await BotOnSimulator.start();
    scene.telegram.failNext({ kind: '401', method: '*', times: 2 });
    const identity = new BotIdentity(scene.bot, scene.api, new BotRecords(scene.store), SHORT_INTERVALS);
    identity.onApplicationBootstrap();
    await identity.whenKnown();
    await identity.onModuleDestroy();
    expect(scene.logs.messages('error')).toEqual([
      expect.stringMatching(/^TELEGRAM_BOT_TOKEN is not accepted/),
    ]);
    expect(scene.logs.messages('warn')).toHaveLength(1);
    await scene.stop();
  });
});
