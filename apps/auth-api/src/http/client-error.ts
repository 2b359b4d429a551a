import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError, FALLBACK_LANGUAGE } from '@app/contract';
import { headersOf, problemOf } from './problem';

/** Node's error code if the request line and headers exceed 16 KiB. */
const HEAD_TOO_LARGE = 'HPE_HEADER_OVERFLOW';

/** A second answer would corrupt one that has begun. Node's default handler makes the same check. */
const hasAnswerBegun = (socket: Socket & { _httpMessage?: ServerResponse | null }): boolean =>
  socket._httpMessage?.headersSent === true;

/** Answers a request that Node could not parse with a problem document, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || hasAnswerBegun(socket)) return void socket.destroy();
  const failure = new DomainError(error.code === HEAD_TOO_LARGE ? 'body_too_large' : 'body_invalid');
  const requestId = randomUUID();
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
