import { Module } from '@nestjs/common';
import { RevokedSessions } from '@app/session';
import { HttpModule } from '../http/http.module';
import { AttemptLimit } from './attempt-limit';
import { AuthMetrics } from './auth-metrics';
import { AuthController } from './auth.controller';
import { BotController } from './bot.controller';
import { BotLinks } from './bot-links';
import { BotUsername } from './bot-username';
import { Logout } from './logout';
import { Refresh } from './refresh';
import { RequestOtp } from './request-otp';
import { SignIn } from './sign-in';
import { SignInEvents } from './sign-in-events';
import { VerifyOtp } from './verify-otp';

@Module({
  imports: [HttpModule],
  controllers: [AuthController, BotController],
  providers: [
    AttemptLimit,
    AuthMetrics,
    BotLinks,
    BotUsername,
    Logout,
    Refresh,
    RequestOtp,
    RevokedSessions,
    SignIn,
    SignInEvents,
    VerifyOtp,
  ],
  exports: [AttemptLimit, BotUsername, RevokedSessions],
})
export class AuthModule {}
