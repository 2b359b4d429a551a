import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Product } from '@app/testing';

const DIST = join(__dirname, '..', '..', '..', 'dist');
const MAIN = join(DIST, 'apps', 'admin', 'main.js');

export interface CommandRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs each command as a process of the build. The environment holds only the given variables. */
export class Operator {
  /** The output of all commands so far. */
  transcript = '';

  constructor(
    protected readonly env: Readonly<Record<string, string>>,
    private readonly folder = '/',
  ) {}

  /** An operator with the settings of the product. */
  static of(product: Product, more: Readonly<Record<string, string>> = {}): Operator {
    return Operator.inOneProcess({
      NODE_ENV: 'production',
      DATABASE_URL: product.database.url,
      REDIS_URL: product.redisUrl,
      EVENTS_NAMESPACE: product.namespace,
      ...more,
    });
  }

  /** An operator whose commands all run in one process. */
  static inOneProcess(env: Readonly<Record<string, string>>): Operator {
    return new ServedOperator(env);
  }

  async run(...words: readonly string[]): Promise<CommandRun> {
    const result = await this.execute(words);
    this.transcript += result.stdout + result.stderr;
    return result;
  }

  /** Runs the command with `--json` and parses its output. */
  async json<T = Record<string, unknown>>(...words: readonly string[]): Promise<T> {
    const { stdout, stderr } = await this.run(...words, '--json');
    try {
      return JSON.parse(stdout) as T;
    } catch {
      throw new Error(`the command printed no JSON: ${stdout}${stderr}`);
    }
  }

  protected async execute(words: readonly string[]): Promise<CommandRun> {
    const child = spawn(process.execPath, [MAIN, ...words], { env: this.env, cwd: this.folder });
    const printed = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { exitCode, ...printed };
  }
}

const SERVER = `
const { runCommand } = require(${JSON.stringify(join(DIST, 'apps', 'admin', 'src', 'cli', 'run-command.js'))});
const { operatorEnvironment } = require(${JSON.stringify(join(DIST, 'libs', 'runtime', 'src', 'index.js'))});
process.on('message', async ({ id, words }) => {
  process.send({ id, ...(await runCommand(words, operatorEnvironment)) });
});
process.on('disconnect', () => process.exit());`;

/** Runs all commands in one process, because loading the code takes longer than any command. */
class ServedOperator extends Operator {
  private server: ChildProcess | undefined;
  private commands = 0;

  protected override execute(words: readonly string[]): Promise<CommandRun> {
    const server = (this.server ??= this.startServer());
    const id = ++this.commands;
    return new Promise((resolve, reject) => {
      const end = (code: number | null): void =>
        reject(new Error(`the process that runs the commands exited with ${code}`));
      const receive = ({ id: answered, ...result }: CommandRun & { readonly id: number }): void => {
        if (answered !== id) return;
        server.off('message', receive).off('exit', end);
        resolve(result);
      };
      server.on('message', receive).once('exit', end).send({ id, words });
    });
  }

  /** The server ends with this process. */
  private startServer(): ChildProcess {
    const server = spawn(process.execPath, ['-e', SERVER], {
      env: this.env,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    server.setMaxListeners(0);
    server.unref();
    server.channel?.unref();
    return server;
  }
}

/** The JSON output of `phone why`. */
export interface Why {
  readonly canSignIn: boolean;
  readonly obstacles: readonly { readonly code: string; readonly until?: string }[];
  readonly advice: string;
  readonly redis: { readonly challenges: readonly Record<string, unknown>[]; readonly workers: number };
}

export const codesOf = ({ obstacles }: Why): string[] => obstacles.map(({ code }) => code);
