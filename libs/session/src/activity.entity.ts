import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** More may come: whoever reads them shows what it does not know as it is. */
export type ActivityEvent =
  | 'session_opened'
  | 'session_ended'
  | 'token_reused'
  | 'code_refused'
  | 'phone_locked'
  | 'telegram_linked'
  | 'telegram_relinked'
  | 'telegram_unlinked'
  /** By an operator. */
  | 'plan_changed'
  | 'unlocked';

/** What happened to a shop and its sessions; kept for 180 days. */
@Entity('activity')
@Index('activity_shop_id_at', ['shopId', 'at'])
@Index('activity_at', ['at'])
export class Activity {
  @PrimaryColumn('uuid', { default: () => 'uuid_v7()', primaryKeyConstraintName: 'activity_pkey' })
  id!: string;

  @ForeignKey('shops', { name: 'activity_shop_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'shop_id' })
  shopId!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('text')
  event!: ActivityEvent;

  @Column('text', { nullable: true })
  ip!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;
}
