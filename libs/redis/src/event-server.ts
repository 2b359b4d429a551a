import { Logger } from '@nestjs/common';
import { EventPattern, RedisContext, ServerRedis, type CustomTransportStrategy } from '@nestjs/microservices';
import { messages, type Channel } from '@app/contract';
import { reasonOf } from '@app/runtime';
import type { ConnectRedis, RedisClient } from './connector';
import { watchConnection } from './watch-connection';

/** Marks the handler of a bell; its payload has been parsed by the contract. */
export const OnEvent = (channel: Channel): MethodDecorator => EventPattern(channel);

/**
 * Nest's Redis server as a listener of bells. It differs where Nest's own would need a restart: a Redis that is away at
 * boot neither fails the boot nor leaves a service without its subscriptions; they are made at every connection.
 */
export class EventServer extends ServerRedis implements CustomTransportStrategy {
  private readonly log = new Logger(EventServer.name);
  private readonly prefix: string;
  private client: RedisClient | undefined;
  private subscribed = false;
  /** Messages that did not parse. */
  dropped = 0;

  constructor(private readonly parts: { readonly connect: ConnectRedis; readonly namespace: string }) {
    super({});
    this.prefix = `${parts.namespace}.`;
  }

  /** Whether bells are heard now. */
  get isListening(): boolean {
    return this.subscribed;
  }

  override listen(callback: () => void): void {
    const client = this.parts.connect();
    this.client = client;
    watchConnection(client, this.log);
    client.on('ready', () => void this.subscribe(client));
    client.on('close', () => (this.subscribed = false));
    client.on('message', (channel: string, text: string) => void this.hear(channel, text));
    client.connect().catch(() => undefined);
    callback();
  }

  /** From here on no handler runs, whatever is still on its way. */
  override close(): Promise<void> {
    this.subscribed = false;
    this.client?.removeAllListeners('message');
    this.client?.disconnect();
    return Promise.resolve();
  }

  private async subscribe(client: RedisClient): Promise<void> {
    const channels = [...this.messageHandlers.keys()].map((channel) => this.prefix + channel);
    if (channels.length === 0) return;
    try {
      await client.subscribe(...channels);
      this.subscribed = true;
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, 'could not subscribe; connecting again');
      client.disconnect(true);
    }
  }

  private async hear(channel: string, text: string): Promise<void> {
    const name = channel.slice(this.prefix.length);
    const data = parsed(name, text);
    if (data === undefined) {
      this.dropped += 1;
      this.log.warn(
        { channel: name, dropped: this.dropped },
        'a message that does not follow the contract was dropped',
      );
      return;
    }
    await this.handleEvent(name, { pattern: name, data }, new RedisContext([name]));
  }
}

function parsed(name: string, text: string): unknown {
  if (!Object.hasOwn(messages, name)) return undefined;
  try {
    const envelope = JSON.parse(text) as { data?: unknown } | null;
    return messages[name as Channel].safeParse(envelope?.data).data;
  } catch {
    return undefined;
  }
}

/** For `app.connectMicroservice({ strategy }, { inheritAppConfig: true })`. */
export function eventTransport(parts: { connect: ConnectRedis; namespace: string }): EventServer {
  return new EventServer(parts);
}
