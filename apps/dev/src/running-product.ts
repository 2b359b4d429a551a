import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findProcess } from '@app/embedded';
import { BootRefusal } from '@app/runtime';

const record = z.object({
  pid: z.int(),
  /** The addresses for people. Absent until everything runs. */
  addresses: z.record(z.string(), z.string()).optional(),
});

type ProductRecord = z.infer<typeof record>;

/** EX_TEMPFAIL of sysexits.h. `npm run dev` exits at this code, because two of them would build into one folder. */
const ALREADY_RUNS = 75;

/** A part of the command line of every running product. */
const PROGRAM = join('apps', 'dev', 'main.js');

/** A file in the data folder that names the product which uses these data. Only one product runs at a time. */
export class RunningProduct {
  private constructor(private readonly file: string) {}

  /** @throws BootRefusal if another product runs in this folder; its text has the addresses and how to stop it */
  static async claim(folder: string): Promise<RunningProduct> {
    mkdirSync(folder, { recursive: true });
    const product = new RunningProduct(join(folder, 'running.json'));
    if (!product.write({ pid: process.pid }, 'wx')) {
      await product.refuseWhereItRuns();
      // The file is stale: its process was killed, or the pid now belongs to another program.
      product.write({ pid: process.pid }, 'w');
    }
    process.once('exit', () => product.release());
    return product;
  }

  /** Only checks, for a caller that is about to replace files which a running product uses. @throws BootRefusal */
  static refuse(folder: string): Promise<void> {
    return new RunningProduct(join(folder, 'running.json')).refuseWhereItRuns();
  }

  /** @param addresses each with what people find there */
  announce(addresses: Readonly<Record<string, string>>): void {
    this.write({ pid: process.pid, addresses: { ...addresses } }, 'w');
  }

  /** It may be called more than once. */
  release(): void {
    if (this.read()?.pid === process.pid) rmSync(this.file, { force: true });
  }

  private async refuseWhereItRuns(): Promise<void> {
    const former = this.read();
    if (former === undefined || !(await isRunningHere(former.pid))) return;
    const stopping = `Ctrl-C in its terminal stops it, or kill ${former.pid}.`;
    const where = Object.entries(former.addresses ?? { 'it is still': 'starting' });
    throw new BootRefusal(
      `Otpravka already runs in this folder (process ${former.pid}): ` +
        `${where.map(([what, address]) => `${what} ${address}`).join(', ')}. ${stopping}`,
      { exitCode: ALREADY_RUNS },
    );
  }

  private read(): ProductRecord | undefined {
    try {
      return record.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** @returns false if the file exists and the flag is `wx` */
  private write(content: ProductRecord, flag: 'w' | 'wx'): boolean {
    try {
      writeFileSync(this.file, JSON.stringify(content), { flag });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    }
  }
}

/** Checks program and folder, because the pid may now belong to another program or to a product in another folder. */
async function isRunningHere(pid: number): Promise<boolean> {
  const found = pid === process.pid ? undefined : await findProcess(pid);
  if (!found?.command.includes(PROGRAM)) return false;
  return found.folder === undefined || found.folder === realpathSync('.');
}
