import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who signed in, so that a browser or an address that is new to the shop is noticed, and whether its owner wants to know. */
export class SignInNotifications1763950000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table public.sessions
        add column browser text not null default '',
        add column system text not null default '',
        add column network text not null default '',
        add column notification_due_at timestamptz`);
    // Few sessions are in this index: each leaves it within a minute.
    await queryRunner.query(`
      create index sessions_notification_due on public.sessions (notification_due_at)
        where notification_due_at is not null`);
    await queryRunner.query(`
      alter table public.telegram_accounts
        add column muted_at timestamptz,
        add column mute_update_id bigint`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table public.telegram_accounts drop column muted_at, drop column mute_update_id`,
    );
    await queryRunner.query(`
      alter table public.sessions
        drop column browser, drop column system, drop column network, drop column notification_due_at`);
  }
}
