import type { Socket } from 'node:net';

export class ProxySockets {
  private readonly sockets = new Set<Socket>();

  add(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  /** Passes bytes in both directions. When one socket closes, the other one is destroyed. */
  join(client: Socket, server: Socket): void {
    this.add(server);
    client.pipe(server).pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  pauseAll(): void {
    for (const socket of this.sockets) socket.pause();
  }

  destroyAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
