import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type ActivityAnswer, DomainError, type SessionsAnswer } from '@app/contract';
import { type AccessClaims, Activity, Claims, RevokedSessions, Sessions, SignedIn } from '@app/session';
import { Describe, type Query, UrlQuery } from '../openapi/describe';
import { z } from 'zod';

const uuid = z.uuid();

/** Where the shop is signed in, and what happened to it. */
@ApiTags('Sessions')
@Controller('api/auth')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly events: Activity,
    private readonly revoked: RevokedSessions,
  ) {}

  @Get('sessions')
  @SignedIn()
  @Describe({
    summary: 'The live sessions of the shop, the last used first',
    answer: 'SessionsAnswer',
    problems: ['token_invalid', 'unavailable'],
  })
  async list(@Claims() claims: AccessClaims): Promise<SessionsAnswer> {
    return { sessions: await this.sessions.list(claims) };
  }

  @Delete('sessions/:id')
  @SignedIn()
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @Describe({
    summary: 'Ends one session of the shop',
    status: 204,
    problems: ['token_invalid', 'session_not_found', 'unavailable'],
  })
  async end(@Claims() claims: AccessClaims, @Param('id') id: string): Promise<void> {
    if (!uuid.safeParse(id).success) throw new DomainError('session_not_found');
    const ended = await this.sessions.end(claims, { one: id });
    if (ended.length === 0) throw new DomainError('session_not_found');
    this.revoked.publish({ shopId: claims.shopId, ended });
  }

  @Get('activity')
  @SignedIn()
  @Describe({
    summary: 'What happened to the shop in the last 180 days, the newest first',
    answer: 'ActivityAnswer',
    problems: ['body_invalid', 'token_invalid', 'unavailable'],
  })
  activity(
    @Claims() claims: AccessClaims,
    @UrlQuery('ActivityQuery') page: Query<'ActivityQuery'>,
  ): Promise<ActivityAnswer> {
    return this.events.list(claims, page);
  }
}
