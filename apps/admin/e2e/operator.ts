import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Product } from '@app/testing';

const MAIN = join(__dirname, '..', '..', '..', 'dist', 'apps', 'admin', 'main.js');

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a process whose environment holds only the given variables. */
export class Operator {
  /** The output of all commands so far. */
  transcript = '';

  constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly folder = '/',
  ) {}

  static of(product: Product, more: Readonly<Record<string, string>> = {}): Operator {
    return new Operator({
      NODE_ENV: 'production',
      DATABASE_URL: product.database.url,
      REDIS_URL: product.redisUrl,
      EVENTS_NAMESPACE: product.namespace,
      ...more,
    });
  }

  async run(...words: readonly string[]): Promise<Run> {
    const child = spawn(process.execPath, [MAIN, ...words], { env: this.env, cwd: this.folder });
    const printed = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    this.transcript += printed.stdout + printed.stderr;
    return { exitCode, ...printed };
  }

  /** Runs the command with `--json` and parses its output. */
  async json<T = Record<string, unknown>>(...words: readonly string[]): Promise<T> {
    const { stdout, stderr } = await this.run(...words, '--json');
    try {
      return JSON.parse(stdout) as T;
    } catch {
      throw new Error(`No JSON: ${stdout}${stderr}`);
    }
  }
}

export interface Why {
  readonly canSignIn: boolean;
  readonly obstacles: readonly { readonly code: string; readonly until?: string }[];
  readonly advice: string;
  readonly redis: { readonly challenges: readonly Record<string, unknown>[]; readonly workers: number };
}

export const codesOf = ({ obstacles }: Why): string[] => obstacles.map(({ code }) => code);
