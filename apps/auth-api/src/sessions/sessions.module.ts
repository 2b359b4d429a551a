import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { EndSession } from './end-session';
import { SessionsController } from './sessions.controller';

@Module({ imports: [AuthModule], controllers: [SessionsController], providers: [EndSession] })
export class SessionsModule {}
