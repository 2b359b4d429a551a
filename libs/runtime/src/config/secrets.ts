import { hkdfSync } from 'node:crypto';

/** Each purpose has its own key (RFC 5869, `info`). */
export type KeyPurpose = 'otp/code' | 'otp/digest' | 'session/refresh' | 'telegram/webhook';

export interface SecretKey {
  /** Names the secret that the key is derived from. The id itself is not secret. */
  readonly id: string;
  readonly key: Buffer;
}

/** Derives keys from APP_SECRET. The first secret is used, and the others are still accepted. */
export class Secrets {
  private readonly byPurpose = new Map<KeyPurpose, readonly [SecretKey, ...SecretKey[]]>();

  constructor(private readonly secrets: readonly string[]) {
    if (secrets.length === 0) throw new Error('APP_SECRET is empty');
  }

  /** The key for new codes, tokens and secrets. */
  current(purpose: KeyPurpose): SecretKey {
    return this.all(purpose)[0];
  }

  /** All accepted keys, the current one first. */
  all(purpose: KeyPurpose): readonly [SecretKey, ...SecretKey[]] {
    const known = this.byPurpose.get(purpose);
    if (known) return known;
    const [first, ...others] = this.secrets.map((secret) => ({
      id: derive(secret, 'id', 4).toString('hex'),
      key: derive(secret, purpose, 32),
    }));
    const keys = [first!, ...others] as const;
    this.byPurpose.set(purpose, keys);
    return keys;
  }
}

const derive = (secret: string, info: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'otpravka', info, bytes));
