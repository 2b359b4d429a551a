import { Module } from '@nestjs/common';
import { Database } from '@app/database';
import { TelegramAccounts } from './telegram-accounts';

@Module({
  providers: [
    {
      provide: TelegramAccounts,
      useFactory: (database: Database) => new TelegramAccounts(database),
      inject: [Database],
    },
  ],
  exports: [TelegramAccounts],
})
export class TelegramModule {}
