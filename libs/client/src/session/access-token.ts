import type { Session } from '../contract.ts';
import { optional } from '../optional.ts';
import type { SharedTokens } from '../tabs/tab-channel.ts';

/** A token is renewed this long before it expires, because the clocks of the back ends that check it may differ. */
const LONGEST_SLACK_MS = 60_000;

const monotonicMs = (): number => optional(() => performance.now()) ?? 0;

interface Claims {
  readonly sid: string;
  /** Seconds since 1970, by the clock of the API. */
  readonly iat: number;
}

/** The claims of a JWT, unchecked: only back ends check tokens. */
function claimsOf(jwt: string): Partial<Claims> {
  const payload = jwt.split('.')[1] ?? '';
  return optional(() => JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as Claims) ?? {};
}

/**
 * An access token and its age. The age is measured here from the moment of the answer, so the clocks of the browser and of
 * the API may differ.
 */
export class AccessToken {
  private readonly since = { monotonic: monotonicMs(), wall: Date.now() };
  private readonly claims: Partial<Claims>;

  /** @param ageMs how long ago the API issued it, if another tab has received it */
  constructor(
    readonly value: string,
    readonly lifetimeMs: number,
    private readonly ageMs = 0,
  ) {
    this.claims = claimsOf(value);
  }

  /** The token that another tab has received. */
  static received({ accessToken, lifetimeMs, receivedAt }: SharedTokens): AccessToken {
    return new AccessToken(accessToken, lifetimeMs, Math.max(0, Date.now() - receivedAt));
  }

  get sessionId(): string | undefined {
    return this.claims.sid;
  }

  /** The session that begins with this token, by the clock of the API. `me` knows its times more precisely. */
  session(lifetimeSeconds: number): Session {
    const createdAt = this.claims.iat ?? Math.floor(Date.now() / 1000);
    const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
    return {
      id: this.sessionId ?? '',
      createdAt: instant(createdAt),
      expiresAt: instant(createdAt + lifetimeSeconds),
    };
  }

  get isFresh(): boolean {
    return this.elapsedMs < this.lifetimeMs - Math.min(LONGEST_SLACK_MS, this.lifetimeMs / 4);
  }

  get isExpired(): boolean {
    return this.elapsedMs >= this.lifetimeMs;
  }

  /**
   * The larger of two measures: the monotonic clock stands still in some browsers while a laptop sleeps, and the other one may be
   * set back. A clock that is set forward costs one early refresh.
   */
  get elapsedMs(): number {
    const monotonic = monotonicMs() - this.since.monotonic;
    return this.ageMs + Math.max(monotonic, Date.now() - this.since.wall);
  }
}
