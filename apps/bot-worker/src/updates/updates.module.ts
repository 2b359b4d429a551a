import { Module } from '@nestjs/common';
import { Database } from '@app/database';
import { RedisStore } from '@app/redis';
import { PhoneSessions, RevokedSessions } from '@app/session';
import { PhoneMoves, RememberedLanguages, TelegramModule } from '@app/telegram';
import { DeliveryModule } from '../delivery/delivery.module';
import { BotModule } from '../telegram/bot.module';
import { ApprovalByNumber } from './approval-by-number';
import { ApproveUpdate } from './approve.update';
import { CodeUpdate } from './code.update';
import { ContactUpdate } from './contact.update';
import { Conversation } from './conversation';
import { GroupLeaving } from './group-leaving';
import { GroupUpdate } from './group.update';
import { HelpUpdate } from './help.update';
import { LanguageUpdate } from './language.update';
import { Links } from './links';
import { LogoutAllUpdate } from './logout-all.update';
import { MembershipUpdate } from './membership.update';
import { MoveUpdate } from './move.update';
import { MuteUpdate } from './mute.update';
import { OtherUpdate } from './other.update';
import { Refusal } from './refusal';
import { RefuseUpdate } from './refuse.update';
import { Relinking } from './relinking';
import { StartUpdate } from './start.update';
import { StopUpdate } from './stop.update';

/** The first handler that matches wins; the catch-all comes last. */
const HANDLERS = [
  GroupUpdate,
  StartUpdate,
  HelpUpdate,
  CodeUpdate,
  LogoutAllUpdate,
  LanguageUpdate,
  MuteUpdate,
  StopUpdate,
  RefuseUpdate,
  ContactUpdate,
  MembershipUpdate,
  MoveUpdate,
  ApproveUpdate,
  OtherUpdate,
];

/** What the bot does with each kind of update. */
@Module({
  imports: [BotModule, DeliveryModule, TelegramModule],
  providers: [
    ApprovalByNumber,
    Conversation,
    GroupLeaving,
    Links,
    Refusal,
    Relinking,
    RevokedSessions,
    { provide: PhoneMoves, useFactory: (store: RedisStore) => new PhoneMoves(store), inject: [RedisStore] },
    {
      provide: RememberedLanguages,
      useFactory: (store: RedisStore) => new RememberedLanguages(store),
      inject: [RedisStore],
    },
    {
      provide: PhoneSessions,
      useFactory: (database: Database) => new PhoneSessions(database),
      inject: [Database],
    },
    ...HANDLERS,
  ],
})
export class UpdatesModule {}
