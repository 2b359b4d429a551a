import { createServer } from 'node:net';
import { portTaken } from '@app/runtime';

/** What `localhost` may mean; a program that listens on one of them alone would answer in our place. */
const LOOPBACKS = ['127.0.0.1', '::1'];

const isTakenOn = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has no such address at all.
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' || code === 'EACCES'),
    );
    server.listen({ port, host }, () => server.close(() => resolve(false)));
  });

async function isTaken(port: number): Promise<boolean> {
  const taken = await Promise.all(LOOPBACKS.map((host) => isTakenOn(port, host)));
  return taken.includes(true);
}

/** The wanted port, or the next one that nobody listens on. @param reserved is kept for something that does not listen yet */
export async function freePortFrom(wanted: number, reserved?: number): Promise<number> {
  for (let port = wanted; port < wanted + 100; port++) {
    if (port !== reserved && !(await isTaken(port))) return port;
  }
  return 0;
}

/** The port that a variable has chosen. @throws BootRefusal where another program has it */
export async function chosenPort(port: number, variable: string): Promise<number> {
  if (port !== 0 && (await isTaken(port))) throw portTaken(port, variable);
  return port;
}
