import {
  createLocalJWKSet,
  type CryptoKey,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose';
import { VerificationError } from './verification-error.ts';

const MINUTE_MS = 60_000;

/** The API lets its keys be cached for five minutes. */
const FRESH_MS = 5 * MINUTE_MS;
/** The longest lifetime that the API gives to an access token. After a day without the API, no valid token is left. */
const USABLE_MS = 24 * 60 * MINUTE_MS;
/** How long no further load is tried after one has failed. */
const RETRY_AFTER_MS = 1_000;
/** Tokens with unknown keys cause at most three loads at once, and then one in ten seconds, however many tokens come. */
const UNKNOWN_KEY_LOADS = 3;
const UNKNOWN_KEY_LOAD_EVERY_MS = 10_000;

type LocalKeys = ReturnType<typeof createLocalJWKSet>;

/**
 * The public keys of the API. They are loaded again every five minutes, and at once if a token names an unknown key, because the
 * operator may have added one. While the API does not answer, the last keys are used for a day.
 */
export class KeySet {
  private readonly load: () => Promise<JSONWebKeySet>;
  private readonly now: () => number;
  private loaded: { readonly keys: LocalKeys; readonly at: number } | undefined;
  private loading: Promise<LocalKeys> | undefined;
  private failed: { readonly error: unknown; readonly at: number } | undefined;
  private unknownKeyLoads = UNKNOWN_KEY_LOADS;
  private unknownKeyLoadsCountedAt: number;

  /** @param now milliseconds of a clock that is never set back */
  constructor(load: () => Promise<JSONWebKeySet>, now: () => number = () => performance.now()) {
    this.load = load;
    this.now = now;
    this.unknownKeyLoadsCountedAt = now();
  }

  /**
   * The key that the header of a token names.
   * @throws JWKSNoMatchingKey if the API has no such key
   * @throws VerificationError `keys_unavailable` if the API does not answer, and no loaded key fits
   */
  async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    // Without this check, a token that names no key would fit if there is only one.
    if (typeof header.kid !== 'string') throw new errors.JWKSNoMatchingKey();
    const keys = await this.current();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.mayLoadUnknownKey()) throw error;
    }
    return (await this.reload())(header, token);
  }

  private async current(): Promise<LocalKeys> {
    const { loaded } = this;
    const age = loaded === undefined ? Infinity : this.now() - loaded.at;
    if (loaded === undefined || age >= USABLE_MS) return this.reload();
    if (age < FRESH_MS) return loaded.keys;
    const reloaded = this.reload().catch(() => loaded.keys);
    // While the API does not answer, requests do not wait for it.
    return this.failed === undefined ? reloaded : loaded.keys;
  }

  /** Loads the keys. Calls at the same time share one load, and a failure is repeated for a second without a load. */
  private reload(): Promise<LocalKeys> {
    const { failed } = this;
    if (failed !== undefined && this.now() - failed.at < RETRY_AFTER_MS)
      return Promise.reject(unavailable(failed.error));
    this.loading ??= this.loadNow().finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async loadNow(): Promise<LocalKeys> {
    try {
      const keys = createLocalJWKSet(await this.load());
      this.loaded = { keys, at: this.now() };
      this.failed = undefined;
      return keys;
    } catch (error) {
      this.failed = { error, at: this.now() };
      throw unavailable(error);
    }
  }

  /** A token bucket: see the constants. */
  private mayLoadUnknownKey(): boolean {
    const refilled = Math.floor((this.now() - this.unknownKeyLoadsCountedAt) / UNKNOWN_KEY_LOAD_EVERY_MS);
    this.unknownKeyLoads = Math.min(UNKNOWN_KEY_LOADS, this.unknownKeyLoads + refilled);
    this.unknownKeyLoadsCountedAt += refilled * UNKNOWN_KEY_LOAD_EVERY_MS;
    if (this.unknownKeyLoads === 0) return false;
    this.unknownKeyLoads -= 1;
    return true;
  }
}

const unavailable = (cause: unknown): VerificationError =>
  new VerificationError('keys_unavailable', cause instanceof Error ? cause.message : String(cause), {
    cause,
  });
