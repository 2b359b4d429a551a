import { Controller, Get, Param, Res } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Message } from '@app/contract';
import { OnEvent } from '@app/redis';
import { CalledBy, type Caller } from '../client/caller';
import { Describe } from '../openapi/describe';
import { EventStreams } from './event-streams';
import type { StatusStream } from './status-stream';

const HEADERS = {
  'Content-Type': 'text/event-stream',
  // Keeps nginx, and proxies that know its header, from buffering events.
  'X-Accel-Buffering': 'no',
};

@ApiTags('Sign-in')
@Controller('api/auth/challenges')
export class EventsController {
  constructor(private readonly streams: EventStreams) {}

  @Get(':id/events')
  @Describe({
    operation: 'watchChallenge',
    summary: 'Streams the status of a challenge as server-sent events: the current status, then each change',
    answer: 'ChallengeEvent',
    type: 'text/event-stream',
    problems: ['challenge_gone', 'too_many_requests', 'unavailable'],
  })
  async events(
    @Param('id') challengeId: string,
    @CalledBy() { networks }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatusStream> {
    const stream = await this.streams.openStream(challengeId, networks);
    // The page may have disconnected during the read. A HEAD request closes the response after its headers.
    if (reply.raw.destroyed) stream.destroy();
    reply.raw.once('close', () => stream.destroy());
    void reply.headers(HEADERS);
    return stream;
  }

  @OnEvent('challenge.changed')
  async changed(@Payload() { challengeId }: Message<'challenge.changed'>): Promise<void> {
    await this.streams.refresh(challengeId);
  }
}
