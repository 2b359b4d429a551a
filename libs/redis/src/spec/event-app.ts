import { Controller, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Message } from '@app/contract';
import { type EventServer, eventTransport, OnEvent } from '../event-server';
import { EventPublisher } from '../event-publisher';
import type { ConnectRedis } from '../connector';
import { RedisModule } from '../redis.module';

/** The handlers throw for this challenge. */
export const DEFECT = 'a challenge that meets a defect';

@Controller()
class EventLog {
  readonly requested: Message<'otp.requested'>[] = [];
  readonly verified: Message<'otp.verified'>[] = [];

  @OnEvent('otp.requested')
  onRequested(@Payload() message: Message<'otp.requested'>): void {
    if (message.challengeId === DEFECT) throw new Error('a defect');
    this.requested.push(message);
  }

  @OnEvent('otp.verified')
  async onVerified(@Payload() message: Message<'otp.verified'>): Promise<void> {
    await Promise.resolve();
    if (message.challengeId === DEFECT) throw new Error('a defect');
    this.verified.push(message);
  }
}

/** A small service that publishes and receives events, as the real ones do. */
export class EventApp {
  private constructor(
    readonly app: INestApplication,
    readonly events: EventPublisher,
    readonly server: EventServer,
    readonly received: EventLog,
  ) {}

  static async start(connect: ConnectRedis, namespace: string): Promise<EventApp> {
    const server = eventTransport({ connect, namespace });
    @Module({
      imports: [RedisModule.forRoot({ connect, namespace, events: server })],
      controllers: [EventLog],
    })
    class EventModule {}

    const app = await NestFactory.create(EventModule, new FastifyAdapter(), { logger: false });
    app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
    await app.startAllMicroservices();
    await app.init();
    return new EventApp(app, app.get(EventPublisher), server, app.get(EventLog));
  }

  publishRequested(challengeId: string): void {
    this.events.publish('otp.requested', { v: 1, challengeId });
  }

  /** The challenges whose `otp.requested` was received. */
  get requested(): string[] {
    return this.received.requested.map(({ challengeId }) => challengeId);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
