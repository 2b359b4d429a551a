import { type OtpravkaApi, OtpravkaError } from '@otpravka/client';
import type { KeyValueStorage } from '../page/browser-storage';

/** Message between the tabs of the page: `next` replaces the refresh token `used`. */
export interface TokenRotation {
  readonly used: string;
  readonly next: string;
}

interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const STORAGE_KEY = 'otpravka.refresh';

/**
 * The session of this tab. The access token is only in memory; the refresh token survives a reload, but not the tab. A
 * duplicated tab starts with the same refresh token, and the API ends a session whose used token comes back later. So each
 * rotation is published to the other tabs.
 */
export class TabSession {
  private accessToken: string | undefined;

  constructor(
    private readonly client: OtpravkaApi,
    private readonly storage: KeyValueStorage,
    private readonly publish: (rotation: TokenRotation) => void,
  ) {}

  get exists(): boolean {
    return this.storage.getItem(STORAGE_KEY) !== null;
  }

  begin(tokens: TokenPair): void {
    this.accessToken = tokens.accessToken;
    this.storage.setItem(STORAGE_KEY, tokens.refreshToken);
  }

  end(): void {
    this.accessToken = undefined;
    this.storage.removeItem(STORAGE_KEY);
  }

  /** Another tab has rotated a refresh token. */
  applyRotation({ used, next }: TokenRotation): void {
    if (this.storage.getItem(STORAGE_KEY) === used) this.storage.setItem(STORAGE_KEY, next);
  }

  /**
   * Sends a request with the access token. If the API rejects the token, refreshes it and retries once.
   * @throws OtpravkaError `session_invalid` when the session has ended; its tokens are deleted then
   */
  async call<Answer>(send: (accessToken: string) => Promise<Answer>): Promise<Answer> {
    if (this.accessToken === undefined) return send(await this.refresh());
    try {
      return await send(this.accessToken);
    } catch (error) {
      if (!(error instanceof OtpravkaError) || error.code !== 'token_invalid') throw error;
      return send(await this.refresh());
    }
  }

  private async refresh(): Promise<string> {
    const used = this.storage.getItem(STORAGE_KEY) ?? '';
    try {
      const tokens = await this.client.refresh(used);
      this.begin(tokens);
      this.publish({ used, next: tokens.refreshToken });
      return tokens.accessToken;
    } catch (error) {
      if (error instanceof OtpravkaError && error.code === 'session_invalid') this.end();
      throw error;
    }
  }
}
