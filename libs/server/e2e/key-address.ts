import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The public address of the API, behind which a test replaces or stops it. It counts how often the keys are loaded. */
export class KeyAddress {
  loads = 0;

  private constructor(
    private readonly server: Server,
    private target: string | undefined,
  ) {}

  static async of(target: string | undefined): Promise<KeyAddress> {
    const server = createServer();
    const address = new KeyAddress(server, target);
    server.on('request', (request, response) => {
      address.loads += 1;
      if (address.target === undefined) return void request.socket.destroy();
      fetch(`${address.target}${request.url}`).then(
        async (answer) => void response.writeHead(answer.status).end(await answer.text()),
        () => request.socket.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return address;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param target the address of the API; without it, the API is away */
  leadTo(target: string | undefined): void {
    this.target = target;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
