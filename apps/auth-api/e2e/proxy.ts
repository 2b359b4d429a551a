import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Product, until } from '@app/testing';

const EXAMPLES = join(__dirname, '..', '..', '..', 'deploy', 'proxy');
/** The host name in the examples. */
const NAME = 'login.example.com';
/** An address of this machine that differs from the proxy's. */
const CLIENT_ADDRESS = '127.0.0.7';

interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** The addresses that replace those of an example. */
interface Setup {
  readonly folder: string;
  readonly port: number;
  readonly api: string;
  readonly worker: string;
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A real proxy in front of a product, with an example of `deploy/proxy` as its configuration. */
export class Proxy {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static nginx(product: Product): Promise<Proxy> {
    return Proxy.start(product, (setup) => ({
      program: 'nginx',
      args: ['-p', setup.folder, '-c', nginxFile(setup)],
    }));
  }

  static caddy(product: Product): Promise<Proxy> {
    return Proxy.start(product, (setup) => ({
      program: 'caddy',
      args: ['run', '--adapter', 'caddyfile', '--config', caddyFile(setup)],
      // As docker-compose.yml sets them.
      env: { API: setup.api, WORKER: setup.worker },
    }));
  }

  private static async start(product: Product, commandOf: (setup: Setup) => Command): Promise<Proxy> {
    const folder = await mkdtemp(join(tmpdir(), 'otpravka-proxy-'));
    const port = await freePort();
    const [api, worker] = [product.api.url, product.workers[0]!.url].map((url) => new URL(url).host);
    const { program, args, env } = commandOf({ folder, port, api: api!, worker: worker! });
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', HOME: folder, ...env },
    });
    const proxy = new Proxy(child, folder, port);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${program} ended: ${output}`)));
    ended.catch(() => undefined);
    const isReady = async () => (await proxy.send('/health/live')).status === 200;
    await Promise.race([ended, until(isReady, { what: `an answer through ${program}` })]);
    return proxy;
  }

  /** The origin of the pages behind the proxy, as a browser sends it. */
  get origin(): string {
    return `https://${NAME}:${this.port}`;
  }

  async send(path: string, call: Call = {}): Promise<{ status: number; headers: Headers; text: string }> {
    const answer = await this.open(path, call);
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    const headers = new Headers(
      Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string]),
    );
    return { status: answer.statusCode!, headers, text };
  }

  /** Sends a POST over HTTP/2. @returns the status */
  async postByHttp2(path: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const client = connect(`https://127.0.0.1:${this.port}`, { servername: NAME, rejectUnauthorized: false });
    try {
      const sent = client.request({
        ...{ ':method': 'POST', ':path': path, ':authority': `${NAME}:${this.port}` },
        ...{ 'content-type': 'application/json', ...headers },
      });
      const failed = once(client, 'error').then(([error]) => Promise.reject(error as Error));
      failed.catch(() => undefined);
      sent.end('{}');
      const [answer] = (await Promise.race([once(sent, 'response'), failed])) as [
        IncomingHttpHeaders & IncomingHttpStatusHeader,
      ];
      return answer[':status']!;
    } finally {
      client.destroy();
    }
  }

  /** Sends a request. @returns the answer as a stream */
  async open(path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<IncomingMessage> {
    const sent = request({
      ...{ host: '127.0.0.1', port: this.port, localAddress: CLIENT_ADDRESS, servername: NAME },
      // The certificate is self-signed.
      rejectUnauthorized: false,
      ...{ method, path, agent: false },
      headers: {
        Host: `${NAME}:${this.port}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return answer;
  }

  async stop(): Promise<void> {
    const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
    const ended = isOver ? undefined : once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The text of an example. Each replaced text must occur exactly once, so that no other part of the example is changed. */
function exampleWith(
  name: string,
  replacements: readonly (readonly [old: string, replacement: string])[],
): string {
  return replacements.reduce(
    (text, [old, replacement]) => {
      if (text.split(old).length !== 2) throw new Error(`${name} must contain "${old}" exactly once`);
      return text.replace(old, replacement);
    },
    readFileSync(join(EXAMPLES, name), 'utf8'),
  );
}

function nginxFile(setup: Setup): string {
  const { folder, port } = setup;
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const files = ['-subj', `/CN=${NAME}`, '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', ...kind, ...files], { stdio: 'pipe' });
  const example = exampleWith('nginx.conf', [
    ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
    // Some test machines have no IPv6.
    ['listen [::]:443 ssl http2;', ''],
    [`/etc/letsencrypt/live/${NAME}/fullchain.pem`, certificate],
    [`/etc/letsencrypt/live/${NAME}/privkey.pem`, key],
    ['127.0.0.1:3000', setup.api],
    ['127.0.0.1:3001', setup.worker],
  ]);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n');
  return written(
    join(folder, 'nginx.conf'),
    `daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
error_log stderr;
events {}
http {
access_log off;
${temporary}
${example}
}
`,
  );
}

function caddyFile(setup: Setup): string {
  const { folder, port } = setup;
  const example = exampleWith('Caddyfile', [
    [`{$DOMAIN:${NAME}} {`, `https://${NAME}:${port} {\n\ttls internal`],
  ]);
  return written(
    join(folder, 'Caddyfile'),
    `{
	admin off
	auto_https disable_redirects
	skip_install_trust
	default_bind 127.0.0.1
	storage file_system ${folder}
}
${example}`,
  );
}

function written(file: string, text: string): string {
  writeFileSync(file, text);
  return file;
}
