import type { E164 } from '@app/contract';
import type { BotPresence, NotedTrouble } from '@app/telegram';
import { ofTheBot } from './bot-obstacles';
import type { InRedis, Seen } from './look';

const now = new Date('2026-11-26T10:00:00Z');

/** Three workers live. */
const codesOf = (troubles: Partial<BotPresence>): string[] => {
  const bot: BotPresence = {
    ...{ username: 'shop_bot', workers: 3, pauseMs: 0 },
    ...{ telegramTrouble: undefined, webhookTrouble: undefined },
    ...troubles,
  };
  const found = { bot, outbox: { entries: 0, due: 0, oldestDueSeconds: 0, untakenSeconds: 0 } } as InRedis;
  const seen: Seen = {
    ...{ phone: '+77010000001' as E164, now, botUsername: 'shop_bot', configuredBot: undefined },
    ...{ postgres: { away: 'ECONNREFUSED' }, redis: { found } },
  };
  return ofTheBot(seen, found).flatMap((obstacle) => (obstacle ? [obstacle.code] : []));
};

const noted = (reason: string, workers: number): NotedTrouble => ({ reason, since: now, workers });

describe('what stands in the way of everybody', () => {
  it('is nothing where no worker notes a trouble', () => {
    expect(codesOf({})).toEqual([]);
  });

  it.each([
    ['bad_token', 'bot_token_refused'],
    ['unavailable', 'telegram_unavailable'],
  ])('is that Telegram does not work for all workers (%s), not for one of them', (reason, code) => {
    expect(codesOf({ telegramTrouble: noted(reason, 1) })).toEqual([]);
    expect(codesOf({ telegramTrouble: noted(reason, 3) })).toEqual([code]);
  });

  it('is a webhook of other workers where none of these live, and one of somebody else in any case', () => {
    expect(codesOf({ webhookTrouble: noted('superseded', 1) })).toEqual([]);
    expect(codesOf({ webhookTrouble: noted('superseded', 3) })).toEqual(['webhook_superseded']);
    expect(codesOf({ webhookTrouble: noted('secret', 1) })).toEqual(['webhook_changed']);
  });
});
