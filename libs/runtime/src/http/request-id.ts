import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const SENT_BY_A_PROXY = /^[A-Za-z0-9._-]{8,64}$/;

/** The id of a request in answers and log lines: the one that a proxy sent, or else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SENT_BY_A_PROXY.test(sent) ? sent : randomUUID();
}
