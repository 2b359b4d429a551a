import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type ActivityAnswer, DomainError, type SessionsAnswer } from '@app/contract';
import { type AccessClaims, Claims, Sessions, SignedIn } from '@app/session';
import { RevokedSessions } from '../auth/revoked-sessions';
import { Describe, type Query, UrlQuery } from '../openapi/describe';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where the shop is signed in, and what happened to it. */
@ApiTags('Sessions')
@Controller('api/auth')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
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
    if (!UUID.test(id)) throw new DomainError('session_not_found');
    const ended = await this.sessions.end(claims, { one: id });
    if (ended.length === 0) throw new DomainError('session_not_found');
    this.revoked.tell(claims.shopId, ended);
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
    return this.sessions.activity(claims, page);
  }
}
