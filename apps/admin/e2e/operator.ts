import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Product } from '@app/testing';

const MAIN = join(__dirname, '..', '..', '..', 'dist', 'apps', 'admin', 'main.js');

export interface Run {
  readonly exitCode: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Who runs the built command as a process, with nothing in its environment but what is given. */
export class Operator {
  /** Everything that any command said. */
  heard = '';

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
    const said = { output: '', complaint: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.complaint += chunk.toString()));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    this.heard += said.output + said.complaint;
    return { exitCode, ...said };
  }

  /** What a script gets. */
  async json<T = Record<string, unknown>>(...words: readonly string[]): Promise<T> {
    const { output, complaint } = await this.run(...words, '--json');
    try {
      return JSON.parse(output) as T;
    } catch {
      throw new Error(`No JSON: ${output}${complaint}`);
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
