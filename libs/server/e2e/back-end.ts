import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, onceAvailable, until } from '@app/testing';

/** A compiled server of the consumer's project, as a process. */
export class BackEnd {
  private readonly chunks: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => this.chunks.push(chunk.toString()));
  }

  static async start(
    folder: string,
    program: string,
    env: { readonly API: string; readonly REDIS_URL: string; readonly NAMESPACE: string },
  ): Promise<BackEnd> {
    const port = await freePort();
    const child = spawn(process.execPath, [join('dist', `${program}.js`)], {
      cwd: folder,
      env: { PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const backEnd = new BackEnd(child, `http://127.0.0.1:${port}`);
    await until(() => fetch(backEnd.url), {
      what: `an answer of the program ${program}`,
      everyMs: 100,
    }).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw new Error(`The program ${program} did not start:\n${backEnd.output}`, { cause: error });
    });
    return backEnd;
  }

  get output(): string {
    return this.chunks.join('');
  }

  /** Asks once. A back end that could not load the keys in time answers 503. */
  claimsAtOnce(accessToken: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.url}/claims`, { headers: { Authorization: `Bearer ${accessToken}`, ...headers } });
  }

  claims(...request: Parameters<BackEnd['claimsAtOnce']>): Promise<Response> {
    return onceAvailable(() => this.claimsAtOnce(...request));
  }

  async status(accessToken: string): Promise<number> {
    return (await this.claims(accessToken)).status;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}
