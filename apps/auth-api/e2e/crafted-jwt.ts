import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';

export type Part = Readonly<Record<string, unknown>>;

export const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

export const decoded = (part: string): Part => JSON.parse(Buffer.from(part, 'base64url').toString()) as Part;

/** The parts of a token, to build another one from. */
export interface Parts {
  readonly head: Part;
  readonly claims: Part;
  readonly signature: string;
}

export function partsOf(token: string): Parts {
  const [head, claims, signature] = token.split('.') as [string, string, string];
  return { head: decoded(head), claims: decoded(claims), signature };
}

const signingInput = (head: Part, claims: unknown): string => `${encoded(head)}.${encoded(claims)}`;

/** An ES256 signature as RFC 7518 requires it, or in DER, which must be refused. */
export function signedBy(
  key: KeyObject | string,
  head: Part,
  claims: unknown,
  dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363',
): string {
  const input = signingInput(head, claims);
  const privateKey = typeof key === 'string' ? createPrivateKey(key) : key;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding });
  return `${input}.${signature.toString('base64url')}`;
}

export function hmacSigned(secret: string | Buffer, head: Part, claims: Part, hash = 'sha256'): string {
  const input = signingInput(head, claims);
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

export const withSignature = (head: Part, claims: Part, signature: string): string =>
  `${signingInput(head, claims)}.${signature}`;
