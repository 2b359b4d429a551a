// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the two libraries pass different values
type Listener = (...values: any[]) => void;

/** What is used of a connection of `ioredis` and of `redis` (node-redis). */
export interface RedisConnection {
  on(event: string, listener: Listener): unknown;
  subscribe(channel: string, listener: Listener): unknown;
  connect(): Promise<unknown>;
  disconnect(): unknown;
}

/** A client of `ioredis` or of `redis` (node-redis). It is only copied, so it can be used for commands. */
export interface RedisClient {
  duplicate(): RedisConnection;
}

export interface RedisListener {
  readonly onMessage: (text: string) => void;
  /** Called once for each time that the connection is lost. */
  readonly onLost: () => void;
}

/**
 * Listens to one channel on a connection of its own, because a connection that listens takes no commands. Returns a function that
 * closes the connection. The client reconnects by itself; messages that were published meanwhile are lost.
 */
export function subscribe(
  client: RedisClient,
  channel: string,
  { onMessage, onLost }: RedisListener,
): () => void {
  const connection = client.duplicate();
  let isLost = false;
  let isClosed = false;

  const lost = (): void => {
    if (!isLost && !isClosed) onLost();
    isLost = true;
  };
  // ioredis calls it once, with an error or the number of channels; node-redis with each message.
  const listener = (text: unknown, source: unknown): void => {
    if (typeof text === 'string' && source === channel) onMessage(text);
  };
  // A subscription that failed, because the connection was lost again, is repeated at the next 'ready'.
  const start = (): void => {
    isLost = false;
    Promise.resolve(connection.subscribe(channel, listener)).catch(lost);
  };
  connection.on('ready', start);
  // ioredis emits messages here.
  connection.on('message', (source: string, text: string) => {
    if (source === channel) onMessage(text);
  });
  // Without a listener for errors, node-redis ends the process.
  connection.on('error', lost);
  connection.on('reconnecting', lost);
  // ioredis connects by itself and refuses this call; node-redis waits for it.
  connection.connect().catch(() => undefined);
  return () => {
    isClosed = true;
    Promise.resolve(connection.disconnect()).catch(() => undefined);
  };
}
