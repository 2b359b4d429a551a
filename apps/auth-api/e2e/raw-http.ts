import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '@app/testing';

const open = (origin: string) => {
  const { port, hostname } = new URL(origin);
  return connect(Number(port), hostname);
};

/** Sends bytes over a new connection, one for each character. @returns the whole answer */
export function raw(origin: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = open(origin);
    socket.write(Buffer.from(bytes, 'latin1'));
    socket.setTimeout(30_000, () => socket.destroy(new Error('no answer within 30 s')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}

/** Sends bytes, waits until the answer contains `after`, sends `more`, and closes the connection by FIN or RST. */
export async function hangUp(
  origin: string,
  how: 'end' | 'reset',
  { bytes, after, more = '' }: { readonly bytes: string; readonly after: string; readonly more?: string },
): Promise<void> {
  const socket = open(origin);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await until(() => answer.includes(after), { what: after });
  const isClosed = once(socket, 'close');
  if (more !== '') await new Promise((resolve) => socket.write(more, resolve));
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroy();
  await isClosed;
}

/** The head of a POST. The service answers it with 100 Continue once it has received the headers. */
export const headOf = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n` +
  'Expect: 100-continue\r\n\r\n';

export const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;

export const statusOf = (answer: string): number => Number(answer.split(' ', 2)[1]);
