import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One sign-in. Its refresh tokens are derived, not stored; `generation` says which is the current one. */
@Entity('sessions')
// By the moment at which a session was over, which no decorator can say.
@Index('sessions_over', { synchronize: false })
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

  /** When the owner was told that a token was used twice. */
  @Column('timestamptz', { name: 'reuse_told_at', nullable: true })
  reuseToldAt!: Date | null;

  @Column('text', { name: 'revoked_reason', nullable: true })
  revokedReason!: 'logout' | 'limit' | 'reuse' | 'relinked' | 'refused' | 'operator' | null;
}
