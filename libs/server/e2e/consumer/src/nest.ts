import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type AccessClaims, CurrentShop, OtpravkaModule, SignedIn } from '@otpravka/server/nest';
import { port, withIoredis } from './settings.js';

@Controller()
class ClaimsController {
  @Get('claims')
  @SignedIn()
  claims(@CurrentShop() claims: AccessClaims): AccessClaims {
    return claims;
  }

  @Get('without-a-guard')
  withoutAGuard(@CurrentShop() claims: AccessClaims): AccessClaims {
    return claims;
  }
}

@Module({
  imports: [OtpravkaModule.forRootAsync({ useFactory: withIoredis })],
  controllers: [ClaimsController],
})
class App {}

const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
await app.listen(port, '127.0.0.1');
