import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What happened to a shop's sessions, and what an operator did; kept for 180 days. */
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
  event!: 'session_opened' | 'session_ended' | 'token_reused' | 'plan_changed' | 'unlocked';

  @Column('text', { nullable: true })
  ip!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;
}
