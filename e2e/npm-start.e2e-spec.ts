import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartedProduct } from '@app/testing';
import { ProductOnTestStores } from './test-stores';

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
    const own = await ProductOnTestStores.start();
    try {
      expect(own.product.output).toMatch(
        /Postgres +DATABASE_URL\n +Redis +REDIS_URL\n +Telegram +the bot of TELEGRAM_BOT_TOKEN/,
      );
      const anna = own.telegram.person({ firstName: 'Anna', phone: '+77011234567' });
      anna.start();
      await anna.waitForMessage(/Поделиться номером/);
    } finally {
      expect(await own.stop()).toBe(0);
    }
  });
});
