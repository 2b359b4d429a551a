import type { AccessClaims } from './access-tokens';

/** About 6 MB. */
const MOST_TOKENS = 10_000;

/**
 * Remembers the claims of tokens whose signature was verified, until they expire, because verifying costs ten times the rest of
 * the check. Its size is bounded: the oldest entry makes room for a new one. It says nothing about sessions, which are always
 * read from the database.
 */
export class VerifiedTokens {
  private readonly entries = new Map<string, { readonly claims: AccessClaims; readonly expiresAt: number }>();

  /** @param now seconds since the epoch @returns undefined for a token that is unknown or has expired */
  claimsOf(token: string, now: number): AccessClaims | undefined {
    const entry = this.entries.get(token);
    return entry !== undefined && now < entry.expiresAt ? entry.claims : undefined;
  }

  /** @param expiresAt the claim `exp`, in seconds since the epoch */
  add(token: string, claims: AccessClaims, expiresAt: number): void {
    if (this.entries.size >= MOST_TOKENS) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest!);
    }
    this.entries.set(token, { claims, expiresAt });
  }
}
