import { isIP } from 'node:net';
import { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/**
 * A page of another site must not act for the people here. Its name, rebound to 127.0.0.1, is refused by
 * the Host header; its plain form posts are refused by the content type, and it may not send JSON unasked.
 */
export function guardChat(request: IncomingMessage): void {
  if (!isLoopbackName(request.headers.host ?? '')) throw new HttpError(403, 'this Host is not served');
  const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
  if (request.method === 'POST' && !isJson) throw new HttpError(415, 'application/json is expected');
}

function isLoopbackName(host: string): boolean {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0;
}
