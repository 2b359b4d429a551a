import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port';
import { until } from './until';

const ROOT = join(__dirname, '..', '..', '..');
/** The program that `npm start` runs after the build. */
const BUILT = [join(ROOT, 'dist', 'apps', 'dev', 'main.js')];
/** The script of `npm start`. */
const SCRIPT = [join(ROOT, 'scripts', 'start.mjs')];

/** The script sets NODE_ENV. The program needs it. */
const DEVELOPMENT = { NODE_ENV: 'development' };

export interface Refusal {
  readonly exitCode: number | null;
  readonly output: string;
}

/** The product as `npm start` starts it, with its data in a folder of its own. */
export class StartedProduct {
  /** The time from the start of the process until the addresses were printed. */
  private readyAfterSeconds = Infinity;
  private printed = '';
  private readonly exited: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly startedAt = performance.now(),
  ) {
    const keep = (chunk: Buffer): void => void (this.printed += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.exited = new Promise((resolve) => child.on('close', resolve));
  }

  /** @param env more variables than PATH, free ports and NODE_ENV */
  static start(folder: string, env: Readonly<Record<string, string>> = {}): Promise<StartedProduct> {
    return StartedProduct.run(BUILT, folder, { ...DEVELOPMENT, ...env });
  }

  /** Starts the product by the script of `npm start`, which installs and builds what is missing, and sets NODE_ENV. */
  static startByScript(folder: string, ...options: string[]): Promise<StartedProduct> {
    return StartedProduct.run([...SCRIPT, ...options], folder, {});
  }

  /**
   * Starts the product by the command of a document, `npm start` with variables, in a folder that stands for the checkout: its data
   * lie there.
   * @param env more variables than PATH and free ports
   */
  static async startByCommand(
    command: string,
    folder: string,
    env: Readonly<Record<string, string>>,
  ): Promise<StartedProduct> {
    const scripts = { start: [process.execPath, ...SCRIPT].map((path) => JSON.stringify(path)).join(' ') };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, scripts }));
    return StartedProduct.run(['-euc', command], folder, env, 'bash');
  }

  /** Starts a product that must refuse to start. @returns its exit code and output */
  static async refused(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Refusal> {
    return (await StartedProduct.spawn(BUILT, folder, { ...DEVELOPMENT, ...env })).refusal();
  }

  /** Does the same by the script of `npm start` in another checkout, where nothing is installed and built yet. */
  static async refusedByScript(folder: string, checkout: string): Promise<Refusal> {
    await cp(join(ROOT, 'scripts'), join(checkout, 'scripts'), { recursive: true });
    await writeFile(join(checkout, 'package-lock.json'), '{}');
    await mkdir(join(checkout, 'dist'));
    await symlink(join(ROOT, 'dist', 'apps'), join(checkout, 'dist', 'apps'));
    return (await StartedProduct.spawn([join(checkout, 'scripts', 'start.mjs')], folder, {})).refusal();
  }

  private static async spawn(
    program: readonly string[],
    folder: string,
    env: Readonly<Record<string, string>>,
    runner: string = process.execPath,
  ): Promise<StartedProduct> {
    const child = spawn(runner, program, {
      cwd: folder,
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        PORT: String(await freePort()),
        CHAT_PORT: String(await freePort()),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new StartedProduct(child);
  }

  private static async run(
    program: readonly string[],
    folder: string,
    env: Readonly<Record<string, string>>,
    runner?: string,
  ): Promise<StartedProduct> {
    const product = await StartedProduct.spawn(program, folder, env, runner);
    const ended = product.exited.then(() => {
      throw new Error(`The product ended:\n${product.output}`);
    });
    ended.catch(() => undefined);
    await Promise.race([
      ended,
      until(() => product.output.includes('Ctrl-C'), { what: 'the addresses', timeoutMs: 90_000 }),
    ]);
    product.readyAfterSeconds = (performance.now() - product.startedAt) / 1000;
    return product;
  }

  private async refusal(): Promise<Refusal> {
    const exitCode = await this.exited;
    return { exitCode, output: this.printed };
  }

  get output(): string {
    return this.printed;
  }

  /** Prints how long the start took. No test asserts it, because it depends on the load of the machine. */
  printReadiness(start: string): void {
    process.stdout.write(`\n${start}: ready after ${this.readyAfterSeconds.toFixed(1)} s\n`);
  }

  get loginPage(): string {
    return this.address('Sign in');
  }

  get chatPage(): string {
    return this.address('Chat');
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }

  private address(label: string): string {
    return new RegExp(`${label} +(http\\S+)`).exec(this.output)![1]!;
  }
}
