import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Shop } from '../contract.ts';

export const SHOP: Shop = {
  id: 's1',
  phone: '+77011234567',
  name: 'Лавка',
  language: 'ru',
  currency: 'KZT',
  timezone: 'Asia/Almaty',
  plan: 'free',
  planExpiresAt: null,
  telegram: { linked: true, username: null, firstName: 'Анна' },
  createdAt: '2026-11-01T00:00:00.000Z',
  lastLoginAt: null,
};

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

export const problem = (response: ServerResponse, code: string, more: object = {}): void => {
  const status = { session_invalid: 401, token_invalid: 401, code_wrong: 401, unavailable: 503 }[code] ?? 400;
  const body = {
    type: `urn:otpravka:error:${code}`,
    code,
    status,
    title: code,
    detail: `${code}!`,
    requestId: 'r1',
  };
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ ...body, ...more }));
};

/** An access token with the claims that the client reads. */
export const accessToken = (sessionId: string, generation: number): string => {
  const claims = { sid: sessionId, iat: 1_764_000_000, jti: String(generation) };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
};

/**
 * An API with one session at a time, which accepts only its newest refresh token `r<n>` and access token. A test replaces the answers
 * of a route by `handlers`.
 */
export class FakeApi {
  readonly requests: string[] = [];
  readonly handlers = new Map<string, Handler>();
  sessionId = 'session-1';
  generation = 1;
  expiresIn = 600;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        const route = `${request.method} ${request.url}`;
        this.requests.push(route);
        const handler = this.handlers.get(route);
        if (handler) handler(request, response, body);
        else this.answer(request, response, body);
      });
    });
  }

  static async start(): Promise<FakeApi> {
    const api = new FakeApi();
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get refreshes(): number {
    return this.requests.filter((route) => route.startsWith('POST /api/auth/refresh')).length;
  }

  get tokens() {
    return {
      accessToken: accessToken(this.sessionId, this.generation),
      tokenType: 'Bearer',
      expiresIn: this.expiresIn,
      refreshToken: `r${this.generation}`,
      refreshExpiresIn: 2_592_000,
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  isAuthorized(request: IncomingMessage): boolean {
    return request.headers.authorization === `Bearer ${this.tokens.accessToken}`;
  }

  private answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const path = request.url!.split('?')[0];
    if (path === '/api/auth/verify-otp')
      return json(response, 200, { ...this.tokens, isNewShop: false, shop: SHOP });
    if (path === '/api/auth/refresh') {
      const { refreshToken } = JSON.parse(body) as { refreshToken?: string };
      if (refreshToken !== `r${this.generation}`) return problem(response, 'session_invalid');
      this.generation++;
      return json(response, 200, this.tokens);
    }
    if (!this.isAuthorized(request)) return problem(response, 'token_invalid');
    if (path === '/api/auth/me') {
      const session = { id: this.sessionId, createdAt: SHOP.createdAt, expiresAt: SHOP.createdAt };
      return json(response, 200, { shop: SHOP, session });
    }
    if (path === '/api/auth/logout') return void response.writeHead(204).end();
    return json(response, 200, SHOP);
  }
}
