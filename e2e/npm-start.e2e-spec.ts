import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TelegramSimulator } from '@app/simulator';
import {
  BOT_TOKEN,
  BOT_USERNAME,
  emptyDatabase,
  randomNamespace,
  StartedProduct,
  testRedisUrl,
} from '@app/testing';

describe('npm start', () => {
  it('can start again after a failed boot', async () => {
    const other = await mkdtemp(join(tmpdir(), 'otpravka-other-'));
    // The boot fails after the stores have started, because no machine has this address.
    const failed = await StartedProduct.refused(other, { HOST: '203.0.113.1' });
    expect(failed).toMatchObject({ exitCode: 1, output: expect.stringContaining('EADDRNOTAVAIL') as string });
    const left = await readdir(join(other, '.data'));
    expect(left).toContain('postgres');
    expect(left.filter((name) => ['running.json', 'stores.json'].includes(name))).toEqual([]);
    await rm(other, { recursive: true, force: true });
  });

  it('starts no embedded stores when variables name stores and a bot', async () => {
    const database = await emptyDatabase();
    const telegram = await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME });
    const bare = await mkdtemp(join(tmpdir(), 'otpravka-own-'));
    const own = await StartedProduct.start(bare, {
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      EVENTS_NAMESPACE: randomNamespace(),
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
    });
    try {
      expect(own.output).toMatch(
        /Postgres +DATABASE_URL\n +Redis +REDIS_URL\n +Telegram +the bot of TELEGRAM_BOT_TOKEN/,
      );
      const anna = telegram.person({ firstName: 'Anna', phone: '+77011234567' });
      anna.start();
      await anna.waitForMessage(/Поделиться номером/);
    } finally {
      expect(await own.stop()).toBe(0);
      await telegram.stop();
      await database.drop();
      await rm(bare, { recursive: true, force: true });
    }
  });
});
