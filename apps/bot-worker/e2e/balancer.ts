import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ProxySockets, type ServiceProcess } from '@app/testing';

/** The public origin of the workers. Like a load balancer, it gives each new connection to the next worker. */
export class Balancer {
  private readonly sockets = new ProxySockets();
  private workers: readonly ServiceProcess[] = [];
  private turn = 0;
  /** The URL of the worker that received data last. */
  lastTarget: string | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Balancer> {
    const server = createServer();
    const balancer = new Balancer(server);
    server.on('connection', (client) => balancer.forward(client));
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
    this.sockets.destroyAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(client: Socket): void {
    this.sockets.add(client);
    const worker = this.workers[this.turn++ % this.workers.length];
    if (!worker) return void client.destroy();
    client.on('data', () => (this.lastTarget = worker.url));
    this.sockets.join(client, connect(Number(new URL(worker.url).port), '127.0.0.1'));
  }
}
