import { createHash, createHmac } from 'node:crypto';
import type { Secrets } from '@app/runtime';

export const CODE_LENGTH = 6;

/** What the digest of a code is bound to. The id is unguessable, so that digests of one challenge say nothing of another. */
export interface DigestSubject {
  readonly challengeId: string;
  readonly erasedBy?: string | undefined;
  /**
   * The challenge of a code that the bot was asked for. What is typed for a page's challenge is derived before its attempt is
   * admitted, so no digest of that purpose may ever equal one of this.
   */
  readonly askedOf?: 'bot' | undefined;
}

interface CodeSubject {
  readonly keyId: string;
  readonly challengeId: string;
  readonly nonce: string;
  readonly phone: string;
  /** The session that the code erases the shop from; without it the code signs in. */
  readonly erasedBy?: string | undefined;
}

/** No code is good for two purposes, nor one that erases for two sessions. */
function purposeOf({ erasedBy, askedOf }: Omit<DigestSubject, 'challengeId'>): string {
  if (erasedBy) return `erase\n${erasedBy}`;
  return askedOf === 'bot' ? 'asked' : 'signin';
}

/**
 * The code of a challenge. It is derived, never stored: who holds Redis alone holds neither the code nor a way to it.
 * Digits come from HMAC-SHA256 (RFC 2104); bytes from 250 on are skipped, so each digit is equally likely.
 */
export class Codes {
  constructor(private readonly secrets: Secrets) {}

  /** The id of the key that new challenges are made with. */
  get keyId(): string {
    return this.secrets.current('otp/code').id;
  }

  /** @returns undefined where the secret that made the challenge is not configured any more */
  codeOf({ keyId, challengeId, nonce, phone, erasedBy }: CodeSubject): string | undefined {
    const found = this.secrets.all('otp/code').find(({ id }) => id === keyId);
    const about = [challengeId, nonce, phone, ...(erasedBy ? [purposeOf({ erasedBy })] : [])];
    return found && decimalDigits(found.key, about.join('\n'));
  }

  /** The digest under the current key, for a new challenge. */
  digest(subject: DigestSubject, code: string): string {
    return keyedDigest(this.secrets.current('otp/digest').key, subject, code);
  }

  /** Digests of what was typed under every key that is accepted: `[keyId, digest, keyId, digest, …]`. */
  candidates(subject: DigestSubject, typed: string): string[] {
    return this.secrets.all('otp/digest').flatMap(({ id, key }) => [id, keyedDigest(key, subject, typed)]);
  }

  /** The digest of what was typed under the key that made the challenge. @returns undefined where it is not configured */
  digestUnder(keyId: string, subject: DigestSubject, typed: string): string | undefined {
    const found = this.secrets.all('otp/digest').find(({ id }) => id === keyId);
    return found && keyedDigest(found.key, subject, typed);
  }
}

function keyedDigest(key: Buffer, subject: DigestSubject, code: string): string {
  return createHmac('sha256', key)
    .update(`${subject.challengeId}\n${purposeOf(subject)}\n${code}`)
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

/** A link's token is a secret of 128 bits; Redis holds only as many bits of its hash. */
export const linkDigest = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
