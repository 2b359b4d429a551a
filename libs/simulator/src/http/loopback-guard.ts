import { isIP } from 'node:net';
import { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/**
 * Prevents pages of other sites from acting for the simulated people. The check of the Host header refuses a name that was
 * rebound to 127.0.0.1. The check of the content type refuses form posts; a JSON post needs a CORS preflight.
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
