import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { ServiceProcess } from '@app/testing';

/** The public origin of the workers. Like a load balancer, it gives each new connection to the next worker. */
export class Balancer {
  private readonly sockets = new Set<Socket>();
  private workers: readonly ServiceProcess[] = [];
  private turn = 0;
  /** The worker that received data last. */
  lastTarget: string | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Balancer> {
    const server = createServer();
    const balancer = new Balancer(server);
    server.on('connection', (socket) => balancer.forward(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  setWorkers(workers: readonly ServiceProcess[]): void {
    this.workers = workers;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(near: Socket): void {
    this.keep(near);
    const worker = this.workers[this.turn++ % this.workers.length];
    if (!worker) return void near.destroy();
    const far = connect(Number(new URL(worker.url).port), '127.0.0.1');
    this.keep(far);
    near.on('data', () => (this.lastTarget = worker.url));
    near.pipe(far);
    far.pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}
