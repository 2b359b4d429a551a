import { errors, jwtVerify, type JWTPayload } from 'jose';
import { EndedSessions } from './ended-sessions.ts';
import { KeySet } from './key-set.ts';
import { jwksUrlOf, loadKeys } from './load-keys.ts';
import { type RedisClient, subscribe } from './redis-subscription.ts';
import { sessionInMessage } from './session-message.ts';
import { isUuid } from './uuid.ts';
import { tokenInvalid, VerificationError } from './verification-error.ts';

/** Who is signed in, as the access token says. */
export interface AccessClaims {
  /** The shop, a UUID. Use it for all of your data. */
  readonly shopId: string;
  /** The session, a UUID: one browser or device. */
  readonly sessionId: string;
  readonly issuedAt: Date;
  /** After this time the token is refused. Front ends get a new one before. */
  readonly expiresAt: Date;
}

/** Where the public keys come from. */
type KeySource =
  | {
      /** The address of auth-api, such as `https://login.example.kz`. */
      readonly api: string | URL;
      readonly jwksUrl?: undefined;
    }
  | {
      /** The address of the keys, if it is not `/.well-known/jwks.json` at the API. */
      readonly jwksUrl: string | URL;
      readonly api?: undefined;
    };

export type VerifierOptions = KeySource & {
  /** `JWT_ISSUER` of auth-api. Default `otpravka`. */
  readonly issuer?: string | undefined;
  /** `JWT_AUDIENCE` of auth-api. Default `otpravka`. */
  readonly audience?: string | undefined;
  /** The Redis of auth-api. With it, the tokens of a session that has ended are refused at once; without it, at their expiry. */
  readonly redis?: RedisClient | undefined;
  /** `EVENTS_NAMESPACE` of auth-api. Default `otpravka`. */
  readonly namespace?: string | undefined;
  /** Gets a sentence for operators when keys cannot be loaded, Redis is lost, or the settings do not fit. Default `console.warn`. */
  readonly warn?: ((sentence: string) => void) | undefined;
};

/** The clocks of two machines may differ by this. */
const CLOCK_TOLERANCE_SECONDS = 5;
const COMPACT_JWT = /^[\w-]{1,500}\.[\w-]{1,1000}\.[\w-]{1,200}$/;

/** Verifies access tokens of auth-api (RFC 9068, ES256). Make one for the whole process: it keeps the keys. */
export class Verifier {
  private readonly issuer: string;
  private readonly audience: string;
  private readonly warn: (sentence: string) => void;
  private readonly keys: KeySet;
  private readonly ended = new EndedSessions();
  private readonly unsubscribe: (() => void) | undefined;
  private readonly warned = new Set<string>();

  /** @throws TypeError if an option is missing or is no address */
  constructor(options: VerifierOptions) {
    this.issuer = options.issuer ?? 'otpravka';
    this.audience = options.audience ?? 'otpravka';
    // eslint-disable-next-line no-console -- the default of an option of a package
    this.warn = options.warn ?? ((sentence) => console.warn(`@otpravka/server: ${sentence}`));
    this.keys = new KeySet(this.loading(jwksUrlOf(options)));
    if (options.redis !== undefined)
      this.unsubscribe = this.listen(options.redis, `${options.namespace ?? 'otpravka'}.session.revoked`);
  }

  /**
   * Verifies the signature, the type, the issuer, the audience and the times of an access token, and that its session has not
   * ended as far as Redis has told.
   * @throws VerificationError `token_invalid`, or `keys_unavailable` while the keys cannot be loaded
   */
  async verifyAccessToken(token: string): Promise<AccessClaims> {
    if (typeof token !== 'string' || !COMPACT_JWT.test(token))
      throw tokenInvalid(
        'This is not a JWT. Pass the `accessToken` of verify-otp or refresh, without "Bearer".',
      );
    const claims = claimsIn(await this.payloadOf(token));
    if (this.ended.has(claims.sessionId)) throw tokenInvalid('The session of the token has ended.');
    return claims;
  }

  /** Closes the connection to Redis. */
  close(): void {
    this.unsubscribe?.();
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, (header, jws) => this.keys.find(header, jws), {
        algorithms: ['ES256'],
        typ: 'at+jwt',
        issuer: this.issuer,
        audience: this.audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'iat', 'sub', 'sid'],
      });
      return payload;
    } catch (error) {
      if (error instanceof VerificationError) throw error;
      throw tokenInvalid(this.hintFor(error), { cause: error });
    }
  }

  private hintFor(error: unknown): string {
    if (error instanceof errors.JWTExpired) return `The token expired at ${timeOf(error.payload.exp)}.`;
    if (error instanceof errors.JWSSignatureVerificationFailed)
      return 'The signature is not by the key that the token names.';
    if (error instanceof errors.JWKSNoMatchingKey)
      return 'The API has no key of the name in the token. Is the token of another installation?';
    if (error instanceof errors.JWTClaimValidationFailed) return this.hintForClaim(error);
    return 'The token is not an access token of Otpravka.';
  }

  /** The signature is genuine, so a wrong issuer or audience means that the settings of the two services differ. */
  private hintForClaim({ claim, payload }: errors.JWTClaimValidationFailed): string {
    const setting = { iss: 'issuer', aud: 'audience' }[claim];
    if (setting === undefined) return `The claim ${claim} of the token is missing or has a wrong value.`;
    const [expected, found] = [this[setting as 'issuer' | 'audience'], JSON.stringify(payload[claim])];
    const hint = `The ${setting} of the token is ${found}, and createVerifier expects "${expected}". Pass JWT_${setting.toUpperCase()} of auth-api as \`${setting}\`.`;
    this.warnOnce(hint);
    return hint;
  }

  /** Loads the keys, and warns at the first failure after a success. */
  private loading(url: URL): () => ReturnType<typeof loadKeys> {
    let hasFailed = false;
    return async () => {
      try {
        const keys = await loadKeys(url);
        hasFailed = false;
        return keys;
      } catch (error) {
        if (!hasFailed) this.warn((error as Error).message);
        hasFailed = true;
        throw error;
      }
    };
  }

  private listen(redis: RedisClient, channel: string): () => void {
    return subscribe(redis, channel, {
      onMessage: (text) => {
        const sessionId = sessionInMessage(text);
        if (sessionId !== undefined) this.ended.add(sessionId);
      },
      onLost: () =>
        this.warn(
          'Redis is unavailable. The tokens of sessions that end meanwhile are accepted until they expire.',
        ),
    });
  }

  private warnOnce(sentence: string): void {
    if (this.warned.has(sentence)) return;
    this.warned.add(sentence);
    this.warn(sentence);
  }
}

/** @throws VerificationError `token_invalid` if a claim that the signature covers is not as the API writes it */
function claimsIn({ sub, sid, iat, exp }: JWTPayload): AccessClaims {
  if (!isUuid(sub) || !isUuid(sid)) throw tokenInvalid('The token names no shop or no session.');
  return { shopId: sub, sessionId: sid, issuedAt: new Date(iat! * 1_000), expiresAt: new Date(exp! * 1_000) };
}

const timeOf = (seconds: number | undefined): string => new Date((seconds ?? 0) * 1_000).toISOString();

/** Makes the verifier of a back end. @throws TypeError if an option is missing or is no address */
export const createVerifier = (options: VerifierOptions): Verifier => new Verifier(options);
