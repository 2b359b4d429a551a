import type { IncomingMessage } from 'node:http';
import { admit, admittedClaims } from './request-guard.ts';
import type { AccessClaims, Verifier } from './verifier.ts';

/** What is used of a request of Fastify. */
export interface FastifyRequestLike {
  readonly raw: Pick<IncomingMessage, 'headers' | 'headersDistinct'>;
}

/** What is used of a reply of Fastify. */
export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: string): unknown;
}

export type Hook = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>;

/**
 * Refuses requests without a valid access token, with 401 as the API does. Use it as `onRequest` of a route, or of a scope with
 * `app.addHook('onRequest', …)`: the body of a stranger is then not read.
 */
export const requireSession =
  (verifier: Verifier): Hook =>
  async ({ raw }, reply) => {
    const refusal = await admit(verifier, raw);
    if (refusal === undefined) return undefined;
    reply.code(refusal.status);
    reply.headers({ ...refusal.headers });
    reply.send(JSON.stringify(refusal.problem));
    // Fastify runs nothing further if a hook returns its reply.
    return reply;
  };

/** The shop and the session of the request, behind `requireSession`. @throws Error on a route without it */
export const claimsOf = ({ raw }: FastifyRequestLike): AccessClaims => admittedClaims(raw);
