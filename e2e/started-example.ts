import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, until } from '@app/testing';

const EXAMPLES = join(__dirname, '..', 'examples');

/** An example, started as a person would: `npm start` in its folder. */
export class StartedExample {
  private printed = '';
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  /** Waits until the example answers at its port. @param env more variables than PATH, HOME and a free PORT */
  static async start(
    name: string,
    { env = {}, timeoutMs = 90_000 }: { env?: Readonly<Record<string, string>>; timeoutMs?: number } = {},
  ): Promise<StartedExample> {
    const { PORT: port = String(await freePort()) } = env;
    // eslint-disable-next-line no-restricted-properties -- npm needs the home of the person who runs it
    const { HOME = '/tmp', PATH = '/usr/local/bin:/usr/bin:/bin' } = process.env;
    const child = spawn('npm', ['start'], {
      cwd: join(EXAMPLES, name),
      env: { HOME, PATH, PORT: port, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm passes no signal on, so the whole group is stopped.
      detached: true,
    });
    const example = new StartedExample(child, `http://localhost:${port}`);
    const ended = example.ended.then(() => {
      throw new Error('It ended.');
    });
    ended.catch(() => undefined);
    try {
      const answers = until(() => fetch(example.url), {
        what: `an answer of ${name}`,
        everyMs: 100,
        timeoutMs,
      });
      await Promise.race([answers, ended]);
      return example;
    } catch (error) {
      example.stop();
      throw new Error(`examples/${name} did not start:\n${example.output}`, { cause: error });
    }
  }

  /** Its standard output and standard error. */
  get output(): string {
    return this.printed;
  }

  stop(): void {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch (error) {
      // The group has ended already.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Stops it, and waits until it has ended. */
  async end(): Promise<void> {
    this.stop();
    await this.ended;
  }
}
