import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Call {
  readonly method?: string;
  /** Sent without encoding. */
  readonly path: string;
  /** A header name may occur several times. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Header names in the order of the answer. */
  readonly headerNames: readonly string[];
  readonly text: string;
  readonly ms: number;
}

/** Far longer than two hundred calls at once take on a busy machine. */
const TIMEOUT_MS = 60_000;

/** An HTTP client with keep-alive that also sends requests which `fetch` refuses. */
export class HttpClient {
  private readonly agent: Agent;

  constructor(
    private readonly origin: string,
    { connections = Infinity }: { connections?: number } = {},
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  post(path: string, body: unknown, headers: Call['headers'] = []): Promise<Reply> {
    return this.send({
      method: 'POST',
      path,
      headers: [['Content-Type', 'application/json'], ...headers],
      body: JSON.stringify(body),
    });
  }

  get(path: string, headers: Call['headers'] = []): Promise<Reply> {
    return this.send({ path, headers });
  }

  /** Rejects when the connection breaks or the answer takes too long. An event stream is closed after its headers. */
  send(call: Call): Promise<Reply> {
    const { method = 'GET', path, headers = [], body } = call;
    const { hostname, port, host } = new URL(this.origin);
    const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.agent,
          ...{ hostname, port, method, path },
          headers: ['Host', host, ...length, ...headers.flat()],
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
        (answer) => {
          const chunks: Buffer[] = [];
          const end = (): void =>
            resolve({
              status: answer.statusCode!,
              headers: answer.headers,
              headerNames: answer.rawHeaders.filter((_, index) => index % 2 === 0),
              text: Buffer.concat(chunks).toString(),
              ms: performance.now() - startedAt,
            });
          if (/^text\/event-stream/.test(answer.headers['content-type'] ?? '')) {
            end();
            return void answer.destroy();
          }
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', end);
          answer.on('error', reject);
        },
      );
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The server may close a kept-alive connection at any time. A reset of a new connection is a failure.
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(this.send(call));
        else reject(error);
      });
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

export const bodyOf = <Body>({ text }: Reply): Body => JSON.parse(text) as Body;

/** The status of a success, or the code of a problem. */
export const outcomeOf = (reply: Reply): number | string =>
  reply.status < 400 ? reply.status : bodyOf<{ code: string }>(reply).code;
