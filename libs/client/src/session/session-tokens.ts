import type { Tokens } from '../contract.ts';
import { isOtpravkaError, OtpravkaError } from '../error.ts';
import { hintOf } from '../hints.ts';
import type { OtpravkaApi, Transport } from '../otpravka-api.ts';
import type { MessageOf, SharedTokens, TabChannel } from '../tabs/tab-channel.ts';
import { inOneTab } from '../tabs/tab-lock.ts';
import { textsIn } from '../texts.ts';
import { AccessToken } from './access-token.ts';
import { Handover } from './handover.ts';
import type { RefreshTokenStorage } from './refresh-token-storage.ts';

/** A request that failed sooner may have been answered: the API repeats its answer within 20 s of the first one. */
const QUICK_FAILURE_MS = 5_000;

/** Whether the API has not decided anything about the session. */
const isUndecided = (error: unknown): boolean =>
  isOtpravkaError(error, 'unreachable', 'unavailable', 'too_many_requests', 'internal');

interface TokenEvents {
  readonly onRefreshed: (token: AccessToken) => void;
  /** The API has ended the session, or its refresh token is gone. */
  readonly onEnd: (error?: OtpravkaError) => void;
}

/**
 * The tokens of this page. One tab at a time refreshes, and the others take what it received. A failed connection ends nothing.
 */
export class SessionTokens {
  held: AccessToken | undefined;
  /** Changes with each sign-in and sign-out, so that the answer to an older request is not used. */
  private epoch = 0;
  private refreshing: Promise<AccessToken | undefined> | undefined;
  private readonly handover = new Handover();

  /** @param storage undefined with the cookie */
  constructor(
    private readonly api: OtpravkaApi<Transport>,
    private readonly storage: RefreshTokenStorage | undefined,
    private readonly channel: TabChannel,
    private readonly events: TokenEvents,
  ) {}

  /** With the cookie and with localStorage all tabs have one session. Another storage may be a copy of another tab's. */
  get isShared(): boolean {
    return this.storage?.isShared ?? true;
  }

  /** Returns an access token that is not about to expire. @throws OtpravkaError `session_invalid` if nobody is signed in */
  async fresh(): Promise<AccessToken> {
    const { held } = this;
    if (held?.isFresh) return held;
    try {
      return await this.refresh();
    } catch (error) {
      if (held !== undefined && held === this.held && !held.isExpired && isUndecided(error)) return held;
      throw error;
    }
  }

  /** Returns another token than the refused one. @throws OtpravkaError `session_invalid` */
  async renewed(refused: AccessToken): Promise<AccessToken> {
    const { held } = this;
    return held !== undefined && held.value !== refused.value && held.isFresh ? held : this.refresh();
  }

  /** Replaces the tokens by those of a sign-in. */
  begin(answer: Tokens): AccessToken {
    this.epoch++;
    return this.accept(answer);
  }

  clear(): void {
    this.epoch++;
    this.held = undefined;
    this.storage?.remove();
  }

  /** Waits until no refresh is on its way. */
  async settle(): Promise<void> {
    await this.refreshing?.catch(() => undefined);
  }

  /** Takes the tokens of a sign-in in another tab, which has also written the shared storage. */
  adopt(tokens: SharedTokens | undefined): void {
    this.epoch++;
    this.held = tokens && AccessToken.received(tokens);
    this.handover.settle();
  }

  /** @param own the session of this page, if it is known */
  receiveRefresh({ sessionId, used, tokens }: MessageOf<'refreshed'>, own: string | undefined): void {
    const isOwnToken = used !== undefined && this.storage?.read() === used;
    const isOwnSession = this.isShared && (own === undefined || own === sessionId);
    if (tokens !== undefined && (isOwnToken || isOwnSession)) {
      if (!this.isShared && tokens.refreshToken !== undefined) this.storage?.write(tokens.refreshToken);
      this.held = AccessToken.received(tokens);
    }
    this.handover.settle();
  }

  /** Another tab could not refresh, or has ended its session. */
  receiveFailure(): void {
    this.handover.settle();
  }

  toShare({ accessToken, expiresIn, refreshToken }: Tokens): SharedTokens {
    return { accessToken, lifetimeMs: expiresIn * 1000, receivedAt: Date.now(), refreshToken };
  }

  private async refresh(): Promise<AccessToken> {
    this.refreshing ??= this.refreshInOneTab().finally(() => (this.refreshing = undefined));
    return (await this.refreshing) ?? this.fresh();
  }

  /** @returns undefined if somebody has signed in or out meanwhile */
  private async refreshInOneTab(): Promise<AccessToken | undefined> {
    const { epoch, held: stale } = this;
    if (this.storage !== undefined && this.storage.read() === undefined) {
      this.events.onEnd();
      throw this.signedOutError();
    }
    const handover = this.handover.expect();
    return inOneTab(this.channel.name, async (hasWaited) => {
      if (hasWaited && this.channel.carriesTokens) await handover();
      if (epoch !== this.epoch) return undefined;
      if (this.held !== stale && this.held?.isFresh) return this.held;
      return this.sendRefresh(epoch);
    });
  }

  private async sendRefresh(epoch: number): Promise<AccessToken | undefined> {
    const used = this.storage?.read();
    try {
      const answer = await this.sendAgainIfBroken(used);
      return epoch === this.epoch ? this.acceptRefresh(answer, used) : undefined;
    } catch (error) {
      if (epoch !== this.epoch) return undefined;
      if (!isOtpravkaError(error, 'session_invalid')) {
        this.channel.post({ type: 'refresh-failed' });
        throw error;
      }
      const stored = this.storage?.read();
      // Another tab has refreshed at the same time.
      if (stored !== undefined && stored !== used) return this.sendRefresh(epoch);
      this.events.onEnd(error);
      throw error;
    }
  }

  /** If the connection breaks, the API may have used the token up, and its answer is lost. It is repeated only for 20 s. */
  private async sendAgainIfBroken(used: string | undefined): Promise<Tokens> {
    const startedAt = Date.now();
    const send = (): Promise<Tokens> =>
      used === undefined ? this.api.refresh(...([] as never)) : this.api.refresh(used);
    try {
      return await send();
    } catch (error) {
      const isBroken = isOtpravkaError(error, 'unreachable') && error.status === 0;
      if (!isBroken || Date.now() - startedAt > QUICK_FAILURE_MS) throw error;
      return send();
    }
  }

  private acceptRefresh(answer: Tokens, used: string | undefined): AccessToken {
    const token = this.accept(answer);
    const sessionId = token.sessionId ?? '';
    this.channel.post({ type: 'refreshed', sessionId, used, tokens: this.toShare(answer) });
    this.events.onRefreshed(token);
    return token;
  }

  private accept({ accessToken, expiresIn, refreshToken }: Tokens): AccessToken {
    if (refreshToken !== undefined) this.storage?.write(refreshToken);
    this.held = new AccessToken(accessToken, expiresIn * 1000);
    return this.held;
  }

  private signedOutError(): OtpravkaError {
    const code = 'session_invalid';
    const { signedOut } = textsIn(this.api.language);
    return new OtpravkaError({ code, status: 401, hint: hintOf({ code }, ''), ...signedOut });
  }
}
