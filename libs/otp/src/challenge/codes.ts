import { createHash, createHmac } from 'node:crypto';
import type { Secrets } from '@app/runtime';
import type { ChallengeChannel } from './challenge';

export const CODE_LENGTH = 6;

/** What the digest of a code is bound to. The id is unguessable: digests of one challenge say nothing about another. */
export interface DigestSubject {
  readonly challengeId: string;
  /** The session that requested a code that erases the shop. */
  readonly erasedBy?: string | undefined;
  /**
   * `bot` for the code that the owner asked the bot for. The digest of a code that is typed for a page's challenge is derived
   * before its attempt is admitted, so it must never equal one of the bot.
   */
  readonly channel?: ChallengeChannel | undefined;
}

interface CodeSubject {
  readonly keyId: string;
  readonly challengeId: string;
  readonly nonce: string;
  readonly phone: string;
  /** The session that the code erases the shop from; without it the code signs in. */
  readonly erasedBy?: string | undefined;
}

/** Binds a digest to one purpose, and one that erases to its session. */
function purposeText({ erasedBy, channel }: Omit<DigestSubject, 'challengeId'>): string {
  if (erasedBy) return `erase\n${erasedBy}`;
  return channel === 'bot' ? 'asked' : 'signin';
}

/**
 * The code of a challenge. It is derived, never stored: who holds Redis alone cannot find it.
 * Its digits come from HMAC-SHA256 (RFC 2104); bytes from 250 on are skipped, so that each digit is equally likely.
 */
export class Codes {
  constructor(private readonly secrets: Secrets) {}

  /** The id of the key for new challenges. */
  get keyId(): string {
    return this.secrets.current('otp/code').id;
  }

  /** @returns undefined where the secret that made the challenge is no longer configured */
  codeOf({ keyId, challengeId, nonce, phone, erasedBy }: CodeSubject): string | undefined {
    const found = this.secrets.all('otp/code').find(({ id }) => id === keyId);
    const parts = [challengeId, nonce, phone, ...(erasedBy ? [purposeText({ erasedBy })] : [])];
    return found && decimalDigits(found.key, parts.join('\n'));
  }

  /** The digest under the current key, for a new challenge. */
  digest(subject: DigestSubject, code: string): string {
    return keyedDigest(this.secrets.current('otp/digest').key, subject, code);
  }

  /** The digest of what was typed, once for each accepted key: `[keyId, digest, keyId, digest, …]`. */
  candidates(subject: DigestSubject, typed: string): string[] {
    return this.secrets.all('otp/digest').flatMap(({ id, key }) => [id, keyedDigest(key, subject, typed)]);
  }

  /** The digest of what was typed under the challenge's own key. @returns undefined where that key is not configured */
  digestUnder(keyId: string, subject: DigestSubject, typed: string): string | undefined {
    const found = this.secrets.all('otp/digest').find(({ id }) => id === keyId);
    return found && keyedDigest(found.key, subject, typed);
  }
}

function keyedDigest(key: Buffer, subject: DigestSubject, code: string): string {
  return createHmac('sha256', key)
    .update(`${subject.challengeId}\n${purposeText(subject)}\n${code}`)
    .digest('base64url');
}

function decimalDigits(key: Buffer, text: string): string {
  let digits = '';
  for (let block = 0; digits.length < CODE_LENGTH; block++) {
    for (const byte of createHmac('sha256', key).update(`${text}\n${block}`).digest()) {
      if (byte < 250 && digits.length < CODE_LENGTH) digits += byte % 10;
    }
  }
  return digits;
}

/** A link's token has 128 random bits; Redis holds a hash of as many bits only. */
export const linkDigest = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
