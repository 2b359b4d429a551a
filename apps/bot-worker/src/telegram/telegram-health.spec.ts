import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { TelegramHealth } from './telegram-health';

describe('TelegramHealth', () => {
  let now: number;
  let registry: Registry;
  let health: TelegramHealth;
  let changes: (string | undefined)[];
  let errors: string[];
  let others: string[];

  beforeEach(() => {
    now = Date.parse('2026-11-26T10:00:00Z');
    [errors, others, changes] = [[], [], []];
    const other = (line: unknown): void => void others.push(String(line));
    Logger.overrideLogger({
      log: other,
      warn: other,
      error: (line: unknown) => void errors.push(String(line)),
    });
    registry = new Registry();
    health = new TelegramHealth(registry, () => now);
    health.onTroubleChange(() => changes.push(health.trouble));
  });

  const isAvailable = async () => /telegram_available 1/.test(await registry.metrics());

  it('reports and logs an outage once after 30 s of failures', async () => {
    health.recordResult('passing', 'sendMessage');
    now += 29_999;
    health.recordResult('passing', 'sendMessage');
    expect(health.trouble).toBeUndefined();
    expect(await isAvailable()).toBe(true);
    now += 1;
    health.recordResult('passing', 'sendMessage');
    health.recordResult('passing', 'sendMessage');
    expect(health.trouble).toBe('unavailable');
    expect(health.since).toEqual(new Date('2026-11-26T10:00:00Z'));
    expect(await isAvailable()).toBe(false);
    expect(errors).toEqual([expect.stringMatching(/^Telegram is unavailable/)]);
    expect(changes).toEqual(['unavailable']);
  });

  it.each(['ok', 'flood', 'unreachable', 'unchanged', 'conflict', 'refused'] as const)(
    'reports no outage when an answer (%s) comes between failures',
    (answer) => {
      for (let left = 10; left > 0; left--) {
        health.recordResult('passing', 'sendMessage');
        now += 29_000;
        health.recordResult('passing', 'sendMessage');
        health.recordResult(answer, 'sendMessage');
      }
      expect(health.trouble).toBeUndefined();
      expect(health.since).toBeUndefined();
      expect(errors).toEqual([]);
    },
  );

  it('reports and logs the end of an outage with the first answer', () => {
    health.recordResult('passing', 'sendMessage');
    now += 30_000;
    health.recordResult('passing', 'sendMessage');
    health.recordResult('ok', 'sendMessage');
    health.recordResult('ok', 'sendMessage');
    expect(health.trouble).toBeUndefined();
    expect(others).toEqual(['Telegram accepts calls again']);
    now += 20_000;
    health.recordResult('passing', 'sendMessage');
    now += 20_000;
    health.recordResult('passing', 'sendMessage');
    expect(health.trouble).toBeUndefined();
  });

  it('logs an error once when Telegram rejects the bot token', () => {
    health.recordResult('bad_token', 'sendMessage');
    health.recordResult('bad_token', 'sendMessage');
    now += 60_000;
    health.recordResult('passing', 'sendMessage');
    expect(health.trouble).toBe('bad_token');
    expect(errors).toEqual([
      'TELEGRAM_BOT_TOKEN is not accepted by Telegram: it was revoked or mistyped; get a new one from @BotFather',
    ]);
    health.recordResult('ok', 'sendMessage');
    expect(changes).toEqual(['bad_token', undefined]);
  });
});
