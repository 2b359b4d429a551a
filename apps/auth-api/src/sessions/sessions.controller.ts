import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { ActivityAnswer, SessionsAnswer } from '@app/contract';
import { type AccessClaims, Activity, Claims, Sessions, SignedIn } from '@app/session';
import { Describe, type Query, UrlQuery } from '../openapi/describe';
import { EndSession, SessionIdPipe } from './end-session';

@ApiTags('Sessions')
@Controller('api/auth')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly sessionEnd: EndSession,
    private readonly shopActivity: Activity,
  ) {}

  @Get('sessions')
  @SignedIn()
  @Describe({
    operation: 'listSessions',
    summary: 'Lists the live sessions of the shop, the last used first',
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
    operation: 'endSession',
    summary: 'Ends one session of the shop',
    status: 204,
    problems: ['token_invalid', 'session_not_found', 'unavailable'],
  })
  end(@Claims() claims: AccessClaims, @Param('id', SessionIdPipe) id: string): Promise<void> {
    return this.sessionEnd.endSession(claims, id);
  }

  @Get('activity')
  @SignedIn()
  @Describe({
    operation: 'listActivity',
    summary: 'Lists the security events of the shop in the last 180 days, the newest first',
    answer: 'ActivityAnswer',
    problems: ['body_invalid', 'token_invalid', 'unavailable'],
  })
  activity(
    @Claims() claims: AccessClaims,
    @UrlQuery('ActivityQuery') page: Query<'ActivityQuery'>,
  ): Promise<ActivityAnswer> {
    return this.shopActivity.list(claims, page);
  }
}
