import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One sign-in. `generation` is the number of its current refresh token, which is derived and not stored. */
@Entity('sessions')
// The index is on least(expires_at, revoked_at), which no decorator can express.
@Index('sessions_ended', { synchronize: false })
export class Session {
  @PrimaryColumn('uuid', { default: () => 'uuid_v7()', primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Index('sessions_shop_id')
  @ForeignKey('shops', { name: 'sessions_shop_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'shop_id' })
  shopId!: string;

  @Column('text', { name: 'challenge_id', unique: true })
  challengeId!: string;

  @Column('integer', { default: 1 })
  generation!: number;

  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  rotatedAt!: Date | null;

  @Column('text', { name: 'user_agent' })
  userAgent!: string;

  @Column('text')
  ip!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** When the owner was notified that a refresh token was used twice. */
  @Column('timestamptz', { name: 'reuse_notified_at', nullable: true })
  reuseNotifiedAt!: Date | null;

  @Column('text', { name: 'revoked_reason', nullable: true })
  revokedReason!: 'logout' | 'limit' | 'reuse' | 'relinked' | 'refused' | 'operator' | null;
}
