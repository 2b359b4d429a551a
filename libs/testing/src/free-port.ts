import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Linux gives ports from 32768 on to outgoing connections: one of those may be taken before the service listens on it. */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const CLUSTER_BUS_OFFSET = 10_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}

/** A node of a Redis Cluster listens on its port and 10,000 above it; both are free and below those of connections. */
export async function freeClusterPort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST - CLUSTER_BUS_OFFSET);
    if ((await isFree(port)) && (await isFree(port + CLUSTER_BUS_OFFSET))) return port;
  }
}
