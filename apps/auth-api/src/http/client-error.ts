import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError, FALLBACK_LANGUAGE } from '@app/contract';
import { requestIdOf } from '@app/runtime';
import { headersOf, problemOf } from './problem';

/** A head, its address included, of more than Node's 16 KiB. */
const HEAD_TOO_LARGE = 'HPE_HEADER_OVERFLOW';

/** An answer on this connection has begun: nothing can be said in the middle of it. Node asks the same. */
const isAnswering = (socket: Socket & { _httpMessage?: ServerResponse | null }): boolean =>
  socket._httpMessage?.headersSent === true;

/** What is no HTTP, so that it never became a request: answered like any other mistake, and the connection is closed. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) return void socket.destroy();
  const failure = new DomainError(error.code === HEAD_TOO_LARGE ? 'body_too_large' : 'body_invalid');
  const requestId = requestIdOf({});
  const body = JSON.stringify(problemOf(failure, FALLBACK_LANGUAGE, requestId));
  const headers = {
    ...headersOf(failure),
    'Content-Language': FALLBACK_LANGUAGE,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    Connection: 'close',
  };
  const head = [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
