import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { BotAnswer } from '@app/contract';
import { Describe } from '../openapi/describe';
import { BotLinks } from './bot-links';

@ApiTags('Sign-in')
@Controller('api/auth')
export class BotController {
  constructor(private readonly bot: BotLinks) {}

  @Get('bot')
  @Describe({
    operation: 'getBot',
    summary: 'Names the bot, for a person who requests a code there',
    answer: 'BotAnswer',
    problems: ['unavailable'],
  })
  get(): Promise<BotAnswer> {
    return this.bot.get();
  }
}
