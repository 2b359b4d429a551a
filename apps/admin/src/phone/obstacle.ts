/** Something that stands in the way. */
export interface Obstacle {
  /** Stable, for scripts. */
  readonly code:
    | 'phone_invalid'
    | 'redis_away'
    | 'redis_unknown'
    | 'postgres_away'
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
  /** Nobody can sign in, or this phone alone cannot. */
  readonly of: 'everybody' | 'phone';
  readonly until?: Date;
  /** What to do, or to tell the person. */
  readonly advice: string;
}
