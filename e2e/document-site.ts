import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TelegramSimulator } from '@app/simulator';
import { ProductOnTestStores } from './test-stores';

export const ROOT = join(__dirname, '..');

/** The product of `npm start` with the built site of documents, over the stores of the tests and a simulated Telegram. */
export class DocumentSite {
  private constructor(private readonly started: ProductOnTestStores) {}

  /** Builds the site first if it has changed. The gate has built it already. */
  static async start(): Promise<DocumentSite> {
    await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'docs-site.mjs'), '--changed']);
    return new DocumentSite(await ProductOnTestStores.start());
  }

  get telegram(): TelegramSimulator {
    return this.started.telegram;
  }

  get url(): string {
    return new URL(this.started.product.loginPage).origin;
  }

  async stop(): Promise<void> {
    await this.started.stop();
  }
}
