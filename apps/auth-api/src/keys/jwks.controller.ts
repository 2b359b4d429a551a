import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Jwks } from '@app/contract';
import { AccessTokens } from '@app/session';
import { Describe } from '../openapi/describe';

@ApiTags('Keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly tokens: AccessTokens) {}

  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @Describe({
    operation: 'jwks',
    summary: 'Returns the public keys of access tokens (RFC 7517)',
    answer: 'Jwks',
  })
  jwks(): Jwks {
    return this.tokens.jwks();
  }
}
