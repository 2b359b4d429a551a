import type { Language, Plan, Shop as ShopAnswer } from '@app/contract';
import { Check, Column, CreateDateColumn, Entity, PrimaryColumn, VirtualColumn } from 'typeorm';

/** A tenant. The services can read its row only in `Tenant.run`. */
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

  /** The plan as an operator set it. Use `effectivePlan`, which respects the expiry. */
  @Column('text', { default: 'free' })
  plan!: Plan;

  @Column('timestamptz', { name: 'plan_expires_at', nullable: true })
  planExpiresAt!: Date | null;

  /** A copy. The authoritative link is in `telegram_accounts`. */
  @Column('bigint', { name: 'telegram_id', unique: true, nullable: true })
  telegramId!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  /** A trigger sets this column. No `UpdateDateColumn`, because the services may not write it. */
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'last_login_at', nullable: true })
  lastLoginAt!: Date | null;

  /** The plan that counts now: an expired plan counts as free. */
  @VirtualColumn({
    type: 'text',
    query: (shop) => `select public.effective_plan(${shop}.plan, ${shop}.plan_expires_at)`,
  })
  effectivePlan!: Plan;

  /** The services may read `telegram_accounts` only through functions. */
  @VirtualColumn({ type: 'jsonb', query: (shop) => `select public.telegram_link(${shop}.phone)` })
  telegram!: ShopAnswer['telegram'];
}
