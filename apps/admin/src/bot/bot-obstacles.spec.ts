import type { BotPresence, RecordedTrouble } from '@app/telegram';
import { botObstacles } from './bot-obstacles';
import type { BotView } from './bot-view';

const now = new Date('2026-11-26T10:00:00Z');

/** The codes of the obstacles while three workers are running. */
const codesOf = (troubles: Partial<BotPresence>, isRedisFull = false): string[] => {
  const bot: BotPresence = {
    ...{ username: 'shop_bot', bots: ['shop_bot'], workers: 3, pauseMs: 0 },
    ...{ telegramTrouble: undefined, webhookTrouble: undefined, pollingTrouble: undefined },
    ...troubles,
  };
  const outbox = { entries: 0, due: 0, oldestDueSeconds: 0, untakenSeconds: 0 };
  const view: BotView = {
    ...{ now, bot, outbox, isRedisFull, botUsername: 'shop_bot', configuredBot: undefined },
    isLinked: false,
  };
  return botObstacles(view).map(({ code }) => code);
};

const noted = (reason: string, workers: number): RecordedTrouble => ({ reason, since: now, workers });

describe('the obstacles for everybody', () => {
  it('are none if no worker has recorded a trouble', () => {
    expect(codesOf({})).toEqual([]);
  });

  it.each([
    ['bad_token', 'bot_token_refused'],
    ['unavailable', 'telegram_unavailable'],
  ])('include a trouble with Telegram (%s) only if all workers have it', (reason, code) => {
    expect(codesOf({ telegramTrouble: noted(reason, 1) })).toEqual([]);
    expect(codesOf({ telegramTrouble: noted(reason, 3) })).toEqual([code]);
  });

  it('are not missing workers if a full Redis refuses their records', () => {
    expect(codesOf({ workers: 0 })).toEqual(['no_worker']);
    expect(codesOf({ workers: 0 }, true)).toEqual(['redis_full']);
  });

  it('include two bots that use the same namespace', () => {
    expect(codesOf({ bots: ['shop_bot', 'another_bot'] })).toEqual(['several_bots']);
  });

  it('include a superseded webhook only if all workers have it', () => {
    expect(codesOf({ webhookTrouble: noted('superseded', 1) })).toEqual([]);
    expect(codesOf({ webhookTrouble: noted('superseded', 3) })).toEqual(['webhook_superseded']);
  });

  it('include a webhook that somebody else changed even if one worker has it', () => {
    expect(codesOf({ webhookTrouble: noted('secret', 1) })).toEqual(['webhook_changed']);
  });

  it('include somebody else who polls, although one worker of several polls', () => {
    expect(codesOf({ pollingTrouble: noted('conflict', 1) })).toEqual(['polled_elsewhere']);
  });
});
