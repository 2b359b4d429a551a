import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { HttpError } from './http-error';

export interface HttpRequest {
  readonly url: URL;
  /** The groups of the route's path. */
  readonly groups: readonly string[];
  readonly raw: IncomingMessage;
}

export interface Route {
  readonly methods: readonly string[];
  readonly path: RegExp;
  handle(request: HttpRequest, response: ServerResponse): Promise<void> | void;
}

export class HttpServer {
  private readonly server: Server;
  private routes: readonly Route[] = [];
  private address = '';

  constructor() {
    this.server = createServer((raw, response) => void this.dispatch(raw, response));
    // If a connection closed while the bot reuses it, the bot would see a failure of Telegram.
    this.server.keepAliveTimeout = 75_000;
  }

  get url(): string {
    return this.address;
  }

  route(routes: readonly Route[]): void {
    this.routes = routes;
  }

  async listen(port: number, host: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    const bound = this.server.address() as AddressInfo;
    this.address = `http://${reachableName(bound)}:${bound.port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async dispatch(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = urlOf(raw);
      for (const route of this.routes) {
        const match = route.path.exec(url.pathname);
        if (!match || !route.methods.includes(raw.method ?? '')) continue;
        await route.handle({ url, groups: match.slice(1), raw }, response);
        return;
      }
      throw new HttpError(404, 'nothing is here');
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const refusal = refusalOf(error);
      sendJson(response, refusal.status, { error: refusal.message });
    }
  }
}

function urlOf({ url: target = '/' }: IncomingMessage): URL {
  if (!URL.canParse(target, 'http://localhost')) throw new HttpError(404, 'nothing is here');
  return new URL(target, 'http://localhost');
}

function refusalOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  // The percent-encoding of the address is invalid.
  if (error instanceof URIError) return new HttpError(404, 'nothing is here');
  return new HttpError(500, String(error));
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

function reachableName({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return family === 'IPv6' ? `[${address}]` : address;
}
