import 'reflect-metadata';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Module,
  Post,
  UnauthorizedException,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import * as work from './limit-work';

/** Serves the work of `limit-work.ts` with Nest on Fastify, without guards, pipes, filters and logs. */

@Controller()
class LimitController {
  @Get('bare')
  bare() {
    return { isReady: true };
  }

  @Post('request-otp')
  @HttpCode(202)
  requestOtp(@Body() body: work.RequestOtpBody) {
    return work.requestOtp(body);
  }

  @Post('verify-otp')
  @HttpCode(200)
  async verifyOtp(@Body() body: work.VerifyOtpBody) {
    return acceptedOnly(await work.verifyOtp(body), 'code_wrong');
  }

  @Get('me')
  async me(@Headers('authorization') authorization: string) {
    return acceptedOnly(await work.readSession(authorization), 'token_invalid');
  }

  @Post('refresh')
  @HttpCode(200)
  async refresh(@Body() body: work.RefreshBody, @Headers('x-forwarded-for') address: string) {
    return acceptedOnly(await work.refresh(body, address), 'session_invalid');
  }
}

function acceptedOnly<Answer>(answer: Answer | undefined, code: string): Answer {
  if (answer === undefined) throw new UnauthorizedException({ code });
  return answer;
}

@Module({ controllers: [LimitController] })
class LimitModule {}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(LimitModule, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
}

void bootstrap();
