import type { IncomingMessage, ServerResponse } from 'node:http';
import { admit, admittedClaims } from './request-guard.ts';
import type { AccessClaims, Verifier } from './verifier.ts';

/** Middleware of Express, and of every framework that has Node's requests and `next`. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** Refuses requests without a valid access token, with 401 as the API does. */
export const requireSession =
  (verifier: Verifier): Middleware =>
  (request, response, next) => {
    admit(verifier, request).then((refusal) => {
      if (refusal === undefined) return next();
      response.writeHead(refusal.status, refusal.headers).end(JSON.stringify(refusal.problem));
    }, next);
  };

/** The shop and the session of the request, behind `requireSession`. @throws Error on a route without it */
export const claimsOf = (request: IncomingMessage): AccessClaims => admittedClaims(request);
