import { type OtpravkaClient, OtpravkaError } from '@app/client';
import type { Memory } from '../page/memory';

/** What a tab tells the other tabs of the page: a refresh token was used up, and this follows it. */
export interface Rotation {
  readonly used: string;
  readonly next: string;
}

interface FreshTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const STORED_AS = 'otpravka.refresh';

/**
 * The session of this tab. The access token lives in memory alone; the refresh token outlives a reload, not the tab.
 * A duplicated tab starts with the same refresh token, and the API ends a session whose used token comes back later:
 * so a rotation is told to the other tabs.
 */
export class TabSession {
  private accessToken: string | undefined;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly memory: Memory,
    private readonly tell: (rotation: Rotation) => void,
  ) {}

  get isOpen(): boolean {
    return this.memory.getItem(STORED_AS) !== null;
  }

  begin(tokens: FreshTokens): void {
    this.accessToken = tokens.accessToken;
    this.memory.setItem(STORED_AS, tokens.refreshToken);
  }

  end(): void {
    this.accessToken = undefined;
    this.memory.removeItem(STORED_AS);
  }

  /** Another tab has used the token up that this one holds as well. */
  hear({ used, next }: Rotation): void {
    if (this.memory.getItem(STORED_AS) === used) this.memory.setItem(STORED_AS, next);
  }

  /**
   * Makes a call with an access token; one that the API takes no longer is refreshed once.
   * @throws OtpravkaError `session_invalid` when the session is over; it is forgotten then
   */
  async call<Answer>(ask: (accessToken: string) => Promise<Answer>): Promise<Answer> {
    if (this.accessToken === undefined) return ask(await this.refresh());
    try {
      return await ask(this.accessToken);
    } catch (error) {
      if (!(error instanceof OtpravkaError) || error.code !== 'token_invalid') throw error;
      return ask(await this.refresh());
    }
  }

  private async refresh(): Promise<string> {
    const used = this.memory.getItem(STORED_AS) ?? '';
    try {
      const tokens = await this.client.refresh(used);
      this.begin(tokens);
      this.tell({ used, next: tokens.refreshToken });
      return tokens.accessToken;
    } catch (error) {
      if (error instanceof OtpravkaError && error.code === 'session_invalid') this.end();
      throw error;
    }
  }
}
