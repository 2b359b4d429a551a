import { botKeys } from '@app/telegram';
import { BOT_USERNAME, until } from '@app/testing';
import { BotIdentity } from './bot-identity';
import { BotMenu } from './bot-menu';
import { BotOnSimulator } from './spec/bot-on-simulator';

const OFTEN = { recordMs: 5, askMs: 5 };

describe('the identity of the bot', () => {
  let it_: BotOnSimulator;
  let identity: BotIdentity;
  let menu: BotMenu;

  beforeEach(async () => {
    it_ = await BotOnSimulator.start();
    identity = new BotIdentity(it_.bot, it_.api, it_.store, OFTEN);
    menu = new BotMenu(identity, it_.api, 5);
    identity.onApplicationBootstrap();
    menu.onApplicationBootstrap();
    await identity.whenKnown();
  });
  afterEach(async () => {
    identity.onModuleDestroy();
    menu.onModuleDestroy();
    await it_.stop();
  });

  const recorded = () => it_.store.client.hget(botKeys.identity(it_.store), 'username');
  const shown = async () =>
    it_.api.call<{ command: string }[]>('getMyCommands', { scope: { type: 'all_private_chats' } });

  it('is read again by every worker, so that links lead to a renamed bot', async () => {
    await until(async () => (await recorded()) === BOT_USERNAME);
    it_.telegram.renameBot('renamed_bot');
    await until(async () => (await recorded()) === 'renamed_bot');
    expect(identity.username).toBe('renamed_bot');
    expect(it_.logs.of('warn')).toEqual(['the bot was renamed; links lead to its new name']);
  });

  it('is recorded again when Redis comes back empty', async () => {
    await until(recorded);
    await it_.store.client.del(botKeys.identity(it_.store));
    await until(recorded);
  });

  it('has the menu that the worker wants, also after somebody else changed it, and sets it no more often', async () => {
    const isWanted = async () =>
      (await shown()).map(({ command }) => command).join(' ') === 'code logout_all stop help';
    await until(isWanted);
    await it_.somebodyElseCalls('deleteMyCommands', { scope: { type: 'all_private_chats' } });
    await until(isWanted);
    const looks = it_.callsOf('getMyCommands').length;
    await it_.telegram.waitFor(() => it_.callsOf('getMyCommands').length > looks + 3);
    expect(it_.callsOf('setMyCommands')).toHaveLength(2);
  });
});

describe('a boot with a token that Telegram rejects', () => {
  it('logs one error with what to do, and continues once Telegram accepts the token', async () => {
    const it_ = await BotOnSimulator.start();
    it_.telegram.failNext({ kind: '401', method: '*', times: 2 });
    const identity = new BotIdentity(it_.bot, it_.api, it_.store, OFTEN);
    identity.onApplicationBootstrap();
    await identity.whenKnown();
    identity.onModuleDestroy();
    expect(it_.logs.of('error')).toEqual([expect.stringMatching(/^TELEGRAM_BOT_TOKEN is not accepted/)]);
    expect(it_.logs.of('warn')).toHaveLength(1);
    await it_.stop();
  });
});
