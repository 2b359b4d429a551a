import { createHmac, hash } from 'node:crypto';
import type { Secrets } from '@app/runtime';
import type { ChallengeChannel } from './challenge';

export const CODE_LENGTH = 6;

/** What the digest of a code is bound to. The id is unguessable, so digests of one challenge reveal nothing about another. */
export interface DigestSubject {
  readonly challengeId: string;
  /** The session that requested a code that erases the shop. */
  readonly eraseSessionId?: string | undefined;
  /**
   * `bot` for a code that the owner requested from the bot. A code that is typed on a page is digested before its attempt is
   * admitted, so that digest must never equal the digest of a code of the bot.
   */
  readonly channel?: ChallengeChannel | undefined;
}

interface CodeSubject {
  readonly keyId: string;
  readonly challengeId: string;
  readonly nonce: string;
  readonly phone: string;
  /** The session that requested a code that erases the shop. Without it the code signs in. */
  readonly eraseSessionId?: string | undefined;
}

/** Binds a digest to its purpose, and the digest of a code that erases the shop also to its session. */
function purposeText({ eraseSessionId, channel }: Omit<DigestSubject, 'challengeId'>): string {
  if (eraseSessionId) return `erase\n${eraseSessionId}`;
  return channel === 'bot' ? 'asked' : 'signin';
}

/**
 * Derives the code of a challenge. The code is never stored, so access to Redis alone does not reveal it.
 * The digits come from HMAC-SHA256 (RFC 2104). Bytes from 250 on are skipped, so that all digits are equally likely.
 */
export class Codes {
  constructor(private readonly secrets: Secrets) {}

  /** The id of the key for new challenges. */
  get keyId(): string {
    return this.secrets.current('otp/code').id;
  }

  /** @returns undefined if the key of the challenge is no longer configured */
  codeOf({ keyId, challengeId, nonce, phone, eraseSessionId }: CodeSubject): string | undefined {
    const found = this.secrets.all('otp/code').find(({ id }) => id === keyId);
    const parts = [challengeId, nonce, phone, ...(eraseSessionId ? [purposeText({ eraseSessionId })] : [])];
    return found && decimalDigits(found.key, parts.join('\n'));
  }

  /** The digest under the current key, for a new challenge. */
  digest(subject: DigestSubject, code: string): string {
    return keyedDigest(this.secrets.current('otp/digest').key, subject, code);
  }

  /** The digests of a typed code under all accepted keys: `[keyId, digest, keyId, digest, …]`. */
  digestsUnderAllKeys(subject: DigestSubject, typed: string): string[] {
    return this.secrets.all('otp/digest').flatMap(({ id, key }) => [id, keyedDigest(key, subject, typed)]);
  }

  /** The digest of a typed code under one key. @returns undefined if that key is not configured */
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

/** Redis stores this hash in place of a link's token. Both have 128 bits. */
export const linkDigest = (token: string): string =>
  hash('sha256', token, 'buffer').subarray(0, 16).toString('base64url');
