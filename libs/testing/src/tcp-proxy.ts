import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { ProxySockets } from './proxy-sockets';

/** A TCP proxy between a service and a store, which a test can interrupt and restore. */
export class TcpProxy {
  private readonly sockets = new ProxySockets();
  private state: 'whole' | 'cut' | 'silent' = 'whole';

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  /** @param host where it listens */
  static async to(url: string, host: '127.0.0.1' | '::1' = '127.0.0.1'): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, new URL(url));
    server.on('connection', (client) => proxy.accept(client));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return proxy;
  }

  /** The URL of the store through this proxy. */
  get url(): string {
    const url = new URL(this.target);
    const { address, port } = this.server.address() as AddressInfo;
    url.hostname = address.includes(':') ? `[${address}]` : address;
    url.port = String(port);
    return url.href;
  }

  /** Closes every connection, and every new one as soon as it opens. */
  cut(): void {
    this.state = 'cut';
    this.sockets.destroyAll();
  }

  /** Keeps connections open but forwards nothing, like a host that has vanished. */
  silence(): void {
    this.state = 'silent';
    this.sockets.pauseAll();
  }

  /** Forwards new connections again. Interrupted ones are closed. */
  restore(): void {
    this.state = 'whole';
    this.sockets.destroyAll();
  }

  async close(): Promise<void> {
    this.sockets.destroyAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    this.sockets.add(client);
    if (this.state === 'cut') return void client.destroy();
    if (this.state === 'silent') return void client.pause();
    this.sockets.join(client, connect(Number(this.target.port), this.target.hostname));
  }
}
