/** A reason why a phone cannot sign in, or cannot erase its shop. */
export interface Obstacle {
  /** Stable, for scripts. */
  readonly code:
    | 'phone_invalid'
    | 'redis_unavailable'
    | 'redis_inaccessible'
    | 'postgres_unavailable'
    | 'redis_full'
    | 'no_worker'
    | 'bot_unknown'
    | 'bot_renamed'
    | 'several_bots'
    | 'missing_key'
    | 'bot_token_refused'
    | 'telegram_unavailable'
    | 'telegram_paused'
    | 'webhook_changed'
    | 'webhook_superseded'
    | 'polled_elsewhere'
    | 'outbox_late'
    | 'blocked'
    | 'not_linked'
    | 'locked'
    | 'requests_full'
    | 'quiet'
    | 'attempts_used_up'
    | 'send_failed'
    | 'code_waits'
    | 'address_full'
    | 'erase_locked'
    | 'erase_requests_full'
    | 'no_updates'
    | 'webhook_failing';
  /** Whether the obstacle stops everybody, only this phone, or only the erasure of its shop. */
  readonly affects: 'everybody' | 'phone' | 'erasure';
  readonly until?: Date;
  /** What the operator should do, or tell the person. */
  readonly advice: string;
}

export type MaybeObstacle = Obstacle | false | undefined;

export const isObstacle = (obstacle: MaybeObstacle): obstacle is Obstacle =>
  obstacle !== undefined && obstacle !== false;
