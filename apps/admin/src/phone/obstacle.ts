/** A reason why a phone cannot sign in. */
export interface Obstacle {
  /** Stable, for scripts. */
  readonly code:
    | 'phone_invalid'
    | 'redis_unavailable'
    | 'redis_inaccessible'
    | 'postgres_unavailable'
    | 'no_worker'
    | 'bot_unknown'
    | 'bot_renamed'
    | 'bot_token_refused'
    | 'telegram_unavailable'
    | 'telegram_paused'
    | 'webhook_changed'
    | 'webhook_superseded'
    | 'outbox_late'
    | 'blocked'
    | 'not_linked'
    | 'locked'
    | 'requests_full'
    | 'quiet'
    | 'attempts_used_up'
    | 'send_failed'
    | 'code_waits';
  /** Whether the obstacle stops everybody, or only this phone. */
  readonly affects: 'everybody' | 'phone';
  readonly until?: Date;
  /** What the operator should do, or tell the person. */
  readonly advice: string;
}
