import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The list may grow, so readers must show unknown events by their name. */
export type ActivityEvent =
  | 'session_opened'
  | 'session_ended'
  | 'token_reused'
  | 'code_refused'
  | 'phone_locked'
  | 'telegram_linked'
  | 'telegram_relinked'
  | 'telegram_unlinked'
  | 'phone_changed'
  /** Operators cause the last two events. */
  | 'plan_changed'
  | 'unlocked';

/** An event of a shop or of one of its sessions. It is kept for 180 days. */
@Entity('activity')
@Index('activity_shop_id_at', ['shopId', 'at'])
@Index('activity_at', ['at'])
export class ActivityEntry {
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
