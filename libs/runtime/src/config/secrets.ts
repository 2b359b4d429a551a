import { hkdfSync } from 'node:crypto';

/** What a key is for; each purpose has a key of its own (RFC 5869, `info`). */
export type KeyPurpose = 'otp/code' | 'otp/digest' | 'session/refresh' | 'telegram/webhook';

export interface SecretKey {
  /** Names the secret that the key comes from; not secret. */
  readonly id: string;
  readonly key: Buffer;
}

/** Keys derived from APP_SECRET: the first secret is used, the others are still accepted. */
export class Secrets {
  private readonly byPurpose = new Map<KeyPurpose, readonly [SecretKey, ...SecretKey[]]>();

  constructor(private readonly secrets: readonly string[]) {
    if (secrets.length === 0) throw new Error('APP_SECRET is empty');
  }

  /** The key to make new things with. */
  current(purpose: KeyPurpose): SecretKey {
    return this.all(purpose)[0];
  }

  /** Every key that is accepted, the current one first. */
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
