import { Controller, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Message } from '@app/contract';
import { type EventServer, eventTransport, OnEvent } from '../event-server';
import { EventPublisher } from '../event-publisher';
import type { ConnectRedis } from '../connector';
import { RedisModule } from '../redis.module';

/** The handler of its bell throws. */
export const DEFECT = 'a challenge that meets a defect';

@Controller()
class Ears {
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

/** A small service that rings events and hears them, as the real ones do. */
export class RingingApp {
  private constructor(
    readonly app: INestApplication,
    readonly events: EventPublisher,
    readonly server: EventServer,
    readonly heard: Ears,
  ) {}

  static async start(connect: ConnectRedis, namespace: string): Promise<RingingApp> {
    @Module({ imports: [RedisModule.forRoot({ connect, namespace })], controllers: [Ears] })
    class RingingModule {}

    const app = await NestFactory.create(RingingModule, new FastifyAdapter(), { logger: false });
    const server = eventTransport({ connect, namespace });
    app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
    await app.startAllMicroservices();
    await app.init();
    return new RingingApp(app, app.get(EventPublisher), server, app.get(Ears));
  }

  ring(challengeId: string): void {
    this.events.publish('otp.requested', { v: 1, challengeId });
  }

  /** The challenges whose request was heard. */
  get requested(): string[] {
    return this.heard.requested.map(({ challengeId }) => challengeId);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
