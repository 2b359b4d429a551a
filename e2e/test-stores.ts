import { mkdtemp, rm } from 'node:fs/promises';
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

/** The product of `npm start` in an empty folder, over the stores of the tests and a simulated Telegram. */
export class ProductOnTestStores {
  private constructor(
    readonly product: StartedProduct,
    readonly telegram: TelegramSimulator,
    private readonly release: () => Promise<void>,
  ) {}

  static async start(): Promise<ProductOnTestStores> {
    const database = await emptyDatabase();
    const telegram = await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME });
    const folder = await mkdtemp(join(tmpdir(), 'otpravka-test-stores-'));
    const product = await StartedProduct.start(folder, {
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      EVENTS_NAMESPACE: randomNamespace(),
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
    });
    return new ProductOnTestStores(product, telegram, async () => {
      await telegram.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    });
  }

  /** @returns the exit code of the product */
  async stop(): Promise<number | null> {
    const exitCode = await this.product.stop();
    await this.release();
    return exitCode;
  }
}
