import type { MeAnswer, Shop, VerifyOtpAnswer } from '../contract.ts';
import { isOtpravkaError, type OtpravkaError } from '../error.ts';
import type { OtpravkaApi, Transport } from '../otpravka-api.ts';
import { type MessageOf, openTabChannel, type TabChannel, type TabMessage } from '../tabs/tab-channel.ts';
import type { AccessToken } from './access-token.ts';
import type { CurrentSession } from './current-session.ts';
import { Listeners } from './listeners.ts';
import type { RefreshTokenStorage } from './refresh-token-storage.ts';
import { SessionTokens } from './session-tokens.ts';

/** @param error why the API has ended the session; undefined for every other change */
export type SessionListener = (session: CurrentSession | undefined, error?: OtpravkaError) => void;

/** The session of this page. All tabs of the origin share it, and each tells the others of its changes. */
export class ClientSession {
  current: CurrentSession | undefined;
  readonly listeners = new Listeners<Parameters<SessionListener>>();
  readonly tokens: SessionTokens;
  private restoring: Promise<CurrentSession | undefined> | undefined;
  private readonly channel: TabChannel;

  /** @param storage undefined with the cookie */
  constructor(
    private readonly api: OtpravkaApi<Transport>,
    name: string,
    private readonly storage: RefreshTokenStorage | undefined,
  ) {
    this.channel = openTabChannel(name, (message) => this.receive(message));
    this.tokens = new SessionTokens(api, storage, this.channel, {
      onRefreshed: (token) => this.restoreIfOther(token),
      onEnd: (error) => this.end(error),
    });
  }

  /**
   * Finds the session of an earlier page. Without a stored refresh token nothing is sent.
   * @returns undefined if nobody is signed in
   */
  restore(): Promise<CurrentSession | undefined> {
    return (this.restoring ??= this.readMe().finally(() => (this.restoring = undefined)));
  }

  /** Sends a request with the access token. If the API rejects the token, renews it and sends once more. */
  async authorized<Answer>(send: (accessToken: string) => Promise<Answer>): Promise<Answer> {
    const token = await this.tokens.fresh();
    try {
      return await send(token.value);
    } catch (error) {
      if (!isOtpravkaError(error, 'token_invalid')) throw error;
      return send((await this.tokens.renewed(token)).value);
    }
  }

  /**
   * Begins the session of a sign-in, and ends the one that it replaces in this browser. The listeners hear of it after the caller has
   * handled the result: a listener may remove the form that waits for it.
   */
  open(answer: VerifyOtpAnswer): CurrentSession {
    const replaced = this.current && this.tokens.held;
    const token = this.tokens.begin(answer);
    const current = { shop: answer.shop, session: token.session(answer.refreshExpiresIn) };
    this.current = current;
    setTimeout(() => this.current === current && this.listeners.call(current));
    const sessionId = current.session.id;
    this.channel.post({ type: 'opened', sessionId, session: current, tokens: this.tokens.toShare(answer) });
    // The API ends the former session of the cookie. Failing is harmless: nobody can use that session any more.
    const isReplaced = replaced !== undefined && replaced.sessionId !== sessionId;
    if (isReplaced && this.storage !== undefined) void this.api.logout(replaced.value).catch(() => undefined);
    return current;
  }

  /** Replaces the shop after a change. */
  changeShop(shop: Shop): void {
    if (this.current === undefined) return;
    this.setCurrent({ ...this.current, shop });
    this.channel.post({ type: 'changed', sessionId: this.current.session.id, shop });
  }

  /** Forgets a session that has ended, in all tabs. @param error why the API has ended it */
  end(error?: OtpravkaError): void {
    const { sessionId } = this;
    this.forget(error);
    if (sessionId !== undefined) this.channel.post({ type: 'ended', sessionId });
  }

  close(): void {
    this.channel.close();
  }

  private get sessionId(): string | undefined {
    return this.current?.session.id ?? this.tokens.held?.sessionId;
  }

  private async readMe(): Promise<CurrentSession | undefined> {
    let me: MeAnswer;
    try {
      me = await this.authorized((token) => this.api.me(token));
    } catch (error) {
      if (isOtpravkaError(error, 'session_invalid', 'token_invalid')) return this.current;
      throw error;
    }
    const { held } = this.tokens;
    // Otherwise somebody has signed in or out meanwhile.
    if (held !== undefined && [me.session.id, undefined].includes(held.sessionId)) this.setCurrent(me);
    return this.current;
  }

  /** The storage holds the session of a sign-in that this tab has not heard of. */
  private restoreIfOther({ sessionId }: AccessToken): void {
    if (this.current !== undefined && this.current.session.id !== sessionId) this.restoreInBackground();
  }

  private restoreInBackground(): void {
    this.restore().catch(() => undefined);
  }

  private receive(message: TabMessage): void {
    const isOwn = 'sessionId' in message && message.sessionId === this.sessionId;
    switch (message.type) {
      case 'opened':
        return this.receiveOpened(message);
      case 'refreshed':
        return this.tokens.receiveRefresh(message, this.sessionId);
      case 'refresh-failed':
        return this.tokens.receiveFailure();
      case 'ended':
        this.tokens.receiveFailure();
        return isOwn ? this.forget() : undefined;
      case 'changed':
        if (isOwn && this.current && message.shop) this.setCurrent({ ...this.current, shop: message.shop });
    }
  }

  private receiveOpened({ session, tokens }: MessageOf<'opened'>): void {
    if (!this.tokens.isShared) return;
    this.tokens.adopt(tokens);
    if (session === undefined) return this.restoreInBackground();
    this.setCurrent(session);
  }

  private setCurrent(current: CurrentSession): void {
    if (JSON.stringify(current) === JSON.stringify(this.current)) return;
    this.current = current;
    this.listeners.call(current);
  }

  private forget(error?: OtpravkaError): void {
    const wasSignedIn = this.current !== undefined;
    this.current = undefined;
    this.tokens.clear();
    if (wasSignedIn) this.listeners.call(undefined, ...(error === undefined ? [] : ([error] as const)));
  }
}
