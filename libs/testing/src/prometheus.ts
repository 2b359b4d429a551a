import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port';
import { serverFolder, ServerProgram } from './server-program';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface QueryAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
}

/** Runs the tool of Prometheus that checks its files. @returns its output; rejects with it if the tool finds a fault */
export async function promtool(...args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('promtool', [...args])).stdout;
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT')
      throw new Error('promtool is not on the PATH; on Debian: apt-get install prometheus', { cause: error });
    throw new Error(`promtool ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** A real Prometheus that scrapes services and evaluates rules every second. */
export class Prometheus {
  private constructor(
    private readonly server: ServerProgram,
    private readonly url: string,
  ) {}

  /**
   * @param jobs the addresses of the instances of each job
   * @param token that reads the metrics, if they need one
   * @param rules in YAML
   */
  static async start(options: {
    readonly jobs: Readonly<Record<string, readonly string[]>>;
    readonly token?: string;
    readonly rules: string;
  }): Promise<Prometheus> {
    const folder = serverFolder('prometheus');
    const port = await freePort();
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: Object.entries(options.jobs).map(([job_name, urls]) => ({
        job_name,
        ...(options.token !== undefined && { authorization: { credentials: options.token } }),
        static_configs: [{ targets: urls.map((url) => new URL(url).host) }],
      })),
    };
    writeFileSync(join(folder, 'rules.yml'), options.rules, { mode: 0o644 });
    // JSON is YAML too.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config), { mode: 0o644 });
    const url = `http://127.0.0.1:${port}`;
    const server = await ServerProgram.start(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { folder, isReady: async () => (await fetch(`${url}/-/ready`)).ok },
    );
    return new Prometheus(server, url);
  }

  /** @throws Error if the query is wrong */
  async query(query: string): Promise<readonly Sample[]> {
    const answer = await fetch(`${this.url}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
    const { status, error, data } = (await answer.json()) as QueryAnswer;
    if (status !== 'success' || data === undefined) throw new Error(`${query}: ${error ?? status}`);
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The names of the alerts that fire now, and have fired for some time. */
  async firing({ atLeastSeconds = 1 } = {}): Promise<readonly string[]> {
    const found = await this.query(
      `count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[${atLeastSeconds + 1}s]) >= ${atLeastSeconds})`,
    );
    return found.map(({ labels }) => labels['alertname']!).sort();
  }

  /** The names of the alerts that have fired since then, whether or not they still do. */
  async firedSince(timeMs: number): Promise<readonly string[]> {
    const seconds = Math.floor((Date.now() - timeMs) / 1_000);
    if (seconds === 0) return this.firing();
    const found = await this.query(
      `count by (alertname) (max_over_time(ALERTS{alertstate="firing"}[${seconds}s]))`,
    );
    return found.map(({ labels }) => labels['alertname']!).sort();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
