import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Which chat belongs to which phone. The services access this table only through functions (see `TelegramAccounts`). */
@Entity('telegram_accounts')
export class TelegramAccountRow {
  @PrimaryColumn('bigint', { name: 'telegram_id', primaryKeyConstraintName: 'telegram_accounts_pkey' })
  telegramId!: string;

  @Column('text', { unique: true })
  phone!: string;

  @Column('bigint', { name: 'chat_id' })
  chatId!: string;

  @Column('text', { nullable: true })
  username!: string | null;

  @Column('text', { name: 'first_name', nullable: true })
  firstName!: string | null;

  @Column('text', { name: 'language_code', nullable: true })
  languageCode!: string | null;

  /** The language that the person chose in the bot. */
  @Column('text', { name: 'chosen_language', nullable: true })
  chosenLanguage!: string | null;

  /** Since when the person wants no notifications of sign-ins. */
  @Column('timestamptz', { name: 'muted_at', nullable: true })
  mutedAt!: Date | null;

  /** The update that switched the notifications last: Telegram may deliver it again. */
  @Column('bigint', { name: 'mute_update_id', nullable: true })
  muteUpdateId!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'linked_at' })
  linkedAt!: Date;

  @Column('timestamptz', { name: 'blocked_at', nullable: true })
  blockedAt!: Date | null;

  /** When the bot asked the owner for the name of the shop. */
  @Column('timestamptz', { name: 'name_asked_at', nullable: true })
  nameAskedAt!: Date | null;

  /** The update of Telegram that answered this question. */
  @Column('bigint', { name: 'name_update_id', nullable: true })
  nameUpdateId!: string | null;
}
