import type { Language, Plan } from '@app/contract';
import { Check, Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A tenant: what its owner signs in to. The services see it in `Tenant.run` only. */
@Entity('shops')
@Check('shops_plan_check', `plan in ('free', 'basic', 'pro')`)
export class Shop {
  @PrimaryColumn('uuid', { default: () => 'uuid_v7()', primaryKeyConstraintName: 'shops_pkey' })
  id!: string;

  /** E.164; the owner's identity. */
  @Column('text', { unique: true })
  phone!: string;

  @Column('text', { default: '' })
  name!: string;

  @Column('text')
  language!: Language;

  /** ISO 4217. */
  @Column('text')
  currency!: string;

  /** IANA time zone. */
  @Column('text')
  timezone!: string;

  @Column('text', { default: 'free' })
  plan!: Plan;

  @Column('timestamptz', { name: 'plan_expires_at', nullable: true })
  planExpiresAt!: Date | null;

  /** A copy; `telegram_accounts` alone is the link. */
  @Column('bigint', { name: 'telegram_id', unique: true, nullable: true })
  telegramId!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  /** Kept by a trigger: the services may not write it, as an `UpdateDateColumn` would. */
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'last_login_at', nullable: true })
  lastLoginAt!: Date | null;
}
