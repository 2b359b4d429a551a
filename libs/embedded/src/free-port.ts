import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Every embedded server listens on this address only. */
export const LOOPBACK = '127.0.0.1';

/** Linux gives ports from 32768 on to outgoing connections, which could take such a port before a server listens on it. */
const LOWEST = 15_000;
const HIGHEST = 32_000;

/** Whether another program listens on the port, or this process may not listen on it. */
export const isPortTaken = (port: number, host = LOOPBACK): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    // Other errors mean that the host does not exist, as `::1` on a machine without IPv6: nobody listens there.
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' || code === 'EACCES'),
    );
    server.listen({ port, host }, () => server.close(() => resolve(false)));
  });

/** A random port on which nobody listens. */
export async function freePort(highest = HIGHEST): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, highest);
    if (!(await isPortTaken(port))) return port;
  }
}

/** The given port, or a free one if none is given. @throws if another program listens on the given port */
export async function portToListenOn(given: number | undefined): Promise<number> {
  if (given === undefined) return freePort();
  if (await isPortTaken(given)) {
    throw new Error(
      `Port ${given} on ${LOOPBACK} is taken by another program: stop that program or choose another port.`,
    );
  }
  return given;
}
