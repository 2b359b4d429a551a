import { Logger } from '@nestjs/common';
import { EventPattern, RedisContext, ServerRedis, type CustomTransportStrategy } from '@nestjs/microservices';
import { z } from 'zod';
import { type Channel, type Message, messages } from '@app/contract';
import { reasonOf } from '@app/runtime';
import type { ConnectRedis, RedisClient } from './connector';
import { watchConnection } from './watch-connection';

/** Marks the handler of an event, whose payload has been parsed by the contract. */
export const OnEvent = (channel: Channel): MethodDecorator => EventPattern(channel);

/**
 * Nest's Redis server for events. It subscribes at every connection, so that a Redis that is unavailable at boot neither fails
 * the boot nor leaves the service without subscriptions. Nest's own server would need a restart.
 */
export class EventServer extends ServerRedis implements CustomTransportStrategy {
  private readonly log = new Logger(EventServer.name);
  private readonly prefix: string;
  private client: RedisClient | undefined;
  private isSubscribed = false;
  private readonly filters = new Map<Channel, (message: never) => boolean>();
  /** The number of messages that did not follow the contract. */
  dropped = 0;

  constructor(private readonly parts: { readonly connect: ConnectRedis; readonly namespace: string }) {
    super({});
    this.prefix = `${parts.namespace}.`;
  }

  /** Whether this service receives events now. */
  get isListening(): boolean {
    return this.isSubscribed;
  }

  /**
   * Drops the messages of a channel that this service does not need, before Nest runs their handler. Every instance receives
   * every message and needs few, and Nest's pipeline costs more than most handlers.
   */
  filter<C extends Channel>(channel: C, isNeeded: (message: Message<C>) => boolean): void {
    if (this.filters.has(channel)) throw new Error(`${channel} has a filter already`);
    this.filters.set(channel, isNeeded);
  }

  override listen(callback: () => void): void {
    const client = this.parts.connect();
    this.client = client;
    watchConnection(client, this.log);
    client.on('ready', () => void this.subscribe(client));
    client.on('close', () => (this.isSubscribed = false));
    client.on('message', (channel: string, text: string) => {
      this.receive(channel, text).catch((error: unknown) => {
        this.log.error({ error, channel }, 'an event could not be handled');
      });
    });
    client.connect().catch(() => undefined);
    callback();
  }

  /** No handler starts after this, also for messages that are still arriving. */
  override close(): Promise<void> {
    this.isSubscribed = false;
    this.client?.removeAllListeners('message');
    this.client?.disconnect();
    return Promise.resolve();
  }

  /** Returns the name as it is. Nest would first parse it as JSON, and the exception costs more than the event. */
  protected override getRouteFromPattern(name: string): string {
    return name;
  }

  private async subscribe(client: RedisClient): Promise<void> {
    const channels = [...this.messageHandlers.keys()].map((channel) => this.prefix + channel);
    if (channels.length === 0) return;
    try {
      await client.subscribe(...channels);
      this.isSubscribed = true;
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, 'the subscription failed; the connection is renewed');
      client.disconnect(true);
    }
  }

  private async receive(channel: string, text: string): Promise<void> {
    const name = channel.slice(this.prefix.length);
    const data = isChannel(name) ? parseMessage(name, text) : undefined;
    if (!isChannel(name) || data === undefined) {
      this.dropped += 1;
      this.log.warn(
        { channel: name, dropped: this.dropped },
        'a message that does not follow the contract was dropped',
      );
      return;
    }
    if (this.filters.get(name)?.(data as never) === false) return;
    await this.handleEvent(name, { pattern: name, data }, new RedisContext([name]));
  }
}

const envelope = z.object({ data: z.unknown() });

const isChannel = (name: string): name is Channel => Object.hasOwn(messages, name);

/** @returns undefined if the message does not follow the contract */
function parseMessage<C extends Channel>(channel: C, text: string): Message<Channel> | undefined {
  try {
    const { data } = envelope.parse(JSON.parse(text));
    return messages[channel].safeParse(data).data;
  } catch {
    return undefined;
  }
}

/** The strategy for `app.connectMicroservice({ strategy }, { inheritAppConfig: true })`. */
export function eventTransport(parts: { connect: ConnectRedis; namespace: string }): EventServer {
  return new EventServer(parts);
}
