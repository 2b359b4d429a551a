import { freePort } from './free-port';
import { serverFolder, ServerProgram } from './server-program';

/** The node exporter of Debian, which shows Prometheus the disks of this machine. */
export class NodeExporter {
  private constructor(
    private readonly server: ServerProgram,
    readonly url: string,
  ) {}

  /** @param options of its command line */
  static async start(options: readonly string[]): Promise<NodeExporter> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const server = await ServerProgram.start(
      'prometheus-node-exporter',
      [...options, `--web.listen-address=${new URL(url).host}`],
      { folder: serverFolder('node-exporter'), isReady: async () => (await fetch(url)).ok },
    );
    return new NodeExporter(server, url);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
