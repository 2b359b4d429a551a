import { createServer } from 'node:net';

/** What `localhost` may mean; a program that listens on one of them alone would answer in our place. */
const LOOPBACKS = ['127.0.0.1', '::1'];

const isTaken = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has no such address at all.
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' || code === 'EACCES'),
    );
    server.listen({ port, host }, () => server.close(() => resolve(false)));
  });

/** The wanted port, or the next one that nobody listens on. */
export async function freePortFrom(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + 100; port++) {
    const taken = await Promise.all(LOOPBACKS.map((host) => isTaken(port, host)));
    if (!taken.includes(true)) return port;
  }
  return 0;
}
