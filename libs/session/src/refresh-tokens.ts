import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '@app/runtime';

export interface RefreshClaims {
  readonly shopId: string;
  readonly sessionId: string;
  /** Starts at 1; each rotation adds one. */
  readonly generation: number;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TOKEN = new RegExp(`^(v1\\.(${UUID})\\.(${UUID})\\.([1-9]\\d{0,8}))\\.([A-Za-z0-9_-]{43})$`);

/** Derives and reads tokens `v1.<shop>.<session>.<generation>.<HMAC>`. They are never stored. A forged one fails without I/O. */
export class RefreshTokens {
  constructor(private readonly secrets: Secrets) {}

  make({ shopId, sessionId, generation }: RefreshClaims): string {
    const claims = `v1.${shopId}.${sessionId}.${generation}`;
    return `${claims}.${macOf(this.secrets.current('session/refresh').key, claims).toString('base64url')}`;
  }

  /** @returns undefined if the token is forged or malformed */
  read(token: string): RefreshClaims | undefined {
    const [, claims, shopId, sessionId, generation, mac] = TOKEN.exec(token) ?? [];
    if (!claims || !shopId || !sessionId || !mac) return undefined;
    const macBytes = Buffer.from(mac, 'base64url');
    const isOurs = this.secrets
      .all('session/refresh')
      .some(({ key }) => timingSafeEqual(macOf(key, claims), macBytes));
    return isOurs ? { shopId, sessionId, generation: Number(generation) } : undefined;
  }
}

const macOf = (key: Buffer, claims: string): Buffer => createHmac('sha256', key).update(claims).digest();
