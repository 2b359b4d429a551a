import { Module } from '@nestjs/common';
import { Database } from '@app/database';
import { RedisStore } from '@app/redis';
import { PhoneSessions, RevokedSessions } from '@app/session';
import { ShopOfAccount } from '@app/shop';
import {
  PhoneChanges,
  PhoneMoves,
  Relinks,
  RememberedLanguages,
  ShopNames,
  TelegramModule,
} from '@app/telegram';
import { DeliveryModule } from '../delivery/delivery.module';
import { BotModule } from '../telegram/bot.module';
import { ApprovalByNumber } from './approval-by-number';
import { ApproveUpdate } from './approve.update';
import { CodeUpdate } from './code.update';
import { Confirmation } from './confirmation';
import { ContactUpdate } from './contact.update';
import { Conversation } from './conversation';
import { GroupLeaving } from './group-leaving';
import { GroupUpdate } from './group.update';
import { HelpUpdate } from './help.update';
import { LanguageUpdate } from './language.update';
import { Linking } from './linking';
import { Links } from './links';
import { LogoutAllUpdate } from './logout-all.update';
import { MembershipUpdate } from './membership.update';
import { MoveUpdate } from './move.update';
import { MuteUpdate } from './mute.update';
import { NotificationRefusal } from './notification-refusal';
import { OtherUpdate } from './other.update';
import { PhoneChange } from './phone-change';
import { PhoneChangeUpdate } from './phone-change.update';
import { Refusal } from './refusal';
import { ReadAhead } from './read-ahead';
import { RefuseNotificationUpdate } from './refuse-notification.update';
import { RefuseUpdate } from './refuse.update';
import { Relinking } from './relinking';
import { SessionsUpdate } from './sessions.update';
import { ShopNameUpdate } from './shop-name.update';
import { ShopUpdate } from './shop.update';
import { SigningOut } from './signing-out';
import { StartUpdate } from './start.update';
import { StopUpdate } from './stop.update';
import { Unlinking } from './unlinking';

/** The first handler that matches wins; the catch-all comes last. */
const HANDLERS = [
  GroupUpdate,
  StartUpdate,
  HelpUpdate,
  CodeUpdate,
  SessionsUpdate,
  ShopUpdate,
  LogoutAllUpdate,
  LanguageUpdate,
  MuteUpdate,
  StopUpdate,
  RefuseUpdate,
  RefuseNotificationUpdate,
  ContactUpdate,
  MembershipUpdate,
  MoveUpdate,
  PhoneChangeUpdate,
  ApproveUpdate,
  ShopNameUpdate,
  OtherUpdate,
];

/** What the bot does with each kind of update. */
@Module({
  imports: [BotModule, DeliveryModule, TelegramModule],
  providers: [
    ApprovalByNumber,
    Confirmation,
    Conversation,
    GroupLeaving,
    Linking,
    Links,
    NotificationRefusal,
    PhoneChange,
    ReadAhead,
    Refusal,
    Relinking,
    RevokedSessions,
    SigningOut,
    Unlinking,
    {
      provide: PhoneChanges,
      useFactory: (store: RedisStore) => new PhoneChanges(store),
      inject: [RedisStore],
    },
    { provide: PhoneMoves, useFactory: (store: RedisStore) => new PhoneMoves(store), inject: [RedisStore] },
    { provide: Relinks, useFactory: (store: RedisStore) => new Relinks(store), inject: [RedisStore] },
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
    { provide: ShopNames, useFactory: (database: Database) => new ShopNames(database), inject: [Database] },
    {
      provide: ShopOfAccount,
      useFactory: (database: Database) => new ShopOfAccount(database),
      inject: [Database],
    },
    ...HANDLERS,
  ],
  exports: [ReadAhead],
})
export class UpdatesModule {}
