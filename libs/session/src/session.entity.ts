import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One sign-in. `generation` is the number of its current refresh token, which is derived and not stored. */
@Entity('sessions')
// The index is on least(expires_at, revoked_at), which no decorator can express.
@Index('sessions_ended', { synchronize: false })
@Index('sessions_notification_due', ['notificationDueAt'], { where: 'notification_due_at is not null' })
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

  /** The name of the browser at the sign-in, of a closed list; empty if it is not in the list. */
  @Column('text', { default: '' })
  browser!: string;

  /** The name of the system at the sign-in, of a closed list; empty if it is not in the list. */
  @Column('text', { default: '' })
  system!: string;

  /** The network of the address at the sign-in: the IPv4 address, or the /64 in IPv6. */
  @Column('text', { default: '' })
  network!: string;

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

  /** Set while it is not certain that the notification of this sign-in is in the outbox. */
  @Column('timestamptz', { name: 'notification_due_at', nullable: true })
  notificationDueAt!: Date | null;

  @Column('text', { name: 'revoked_reason', nullable: true })
  revokedReason!:
    | 'logout'
    | 'signed_out'
    | 'limit'
    | 'reuse'
    | 'relinked'
    | 'unlinked'
    | 'phone_changed'
    | 'refused'
    | 'operator'
    | null;
}
