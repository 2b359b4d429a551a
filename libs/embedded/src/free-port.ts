import { createServer } from 'node:net';

/** Every embedded server listens here alone. */
export const LOOPBACK = '127.0.0.1';

/** The given port, once it is known that nobody listens there, or any free one. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(
        new Error(
          code === 'EADDRINUSE'
            ? `Port ${wanted} on ${LOOPBACK} is taken by another program: stop that one or choose another port.`
            : `Port ${wanted} on ${LOOPBACK} cannot be used: ${message}`,
        ),
      ),
    );
    server.listen(wanted, LOOPBACK, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system named no port.');
  return address.port;
}
