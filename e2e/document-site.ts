import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TelegramSimulator } from '@app/simulator';
import {
  BOT_TOKEN,
  BOT_USERNAME,
  emptyDatabase,
  randomNamespace,
  StartedProduct,
  testRedisUrl,
} from '@app/testing';

export const ROOT = join(__dirname, '..');

/** The product of `npm start` with the built site of documents, over the stores of the tests and a simulated Telegram. */
export class DocumentSite {
  private constructor(
    readonly telegram: TelegramSimulator,
    private readonly product: StartedProduct,
    private readonly release: () => Promise<void>,
  ) {}

  /** Builds the site first if it has changed. The gate has built it already. */
  static async start(): Promise<DocumentSite> {
    await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'docs-site.mjs'), '--changed']);
    const database = await emptyDatabase();
    const telegram = await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME });
    const folder = await mkdtemp(join(tmpdir(), 'otpravka-documents-'));
    const product = await StartedProduct.start(folder, {
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      EVENTS_NAMESPACE: randomNamespace(),
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
    });
    return new DocumentSite(telegram, product, async () => {
      await product.stop();
      await telegram.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    });
  }

  get url(): string {
    return new URL(this.product.loginPage).origin;
  }

  stop(): Promise<void> {
    return this.release();
  }
}
