import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isPortTaken } from '@app/embedded';

/**
 * Below the ports that embedded servers choose at random, and below those that Linux gives to outgoing connections. Above 10080, the
 * highest port that `fetch` and browsers refuse (WHATWG Fetch, "bad port").
 */
const LOWEST = 10_081;
const HIGHEST = 15_000;

/** No server listens here. A system that has only 127.0.0.1 reserves nothing. */
const RESERVATIONS = '127.0.0.2';

/**
 * Reserves a port until this process ends, for a server that does not listen on it yet.
 * @returns false if another process has reserved it
 */
const reserve = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4').unref();
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      socket.close();
      resolve(code !== 'EADDRINUSE');
    });
    socket.bind({ port, address: RESERVATIONS, exclusive: true }, () => resolve(true));
  });

/** A port on which nobody listens, and which no other test gets. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if ((await reserve(port)) && !(await isPortTaken(port))) return port;
  }
}
