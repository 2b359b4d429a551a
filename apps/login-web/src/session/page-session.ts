import type { CurrentSession, OtpravkaClient, OtpravkaError } from '@otpravka/client';
import type { TextKey } from '../language/texts';
import type { SessionHint } from './session-hint';

const isUnreachable = (failure: unknown): boolean =>
  (failure as Partial<OtpravkaError> | undefined)?.code === 'unreachable';

/** The text for an error of the page. */
export const failureKey = (failure: unknown): TextKey => (isUnreachable(failure) ? 'unreachable' : 'failed');

export interface PageSessionEvents {
  readonly onSignedIn: (session: CurrentSession) => void;
  readonly onSignedOut: (isByPerson: boolean) => void;
}

/** The session of this browser, which all its tabs share by the cookie of the API. */
export class PageSession {
  private isSigningOut = false;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly hint: SessionHint,
    private readonly events: PageSessionEvents,
  ) {
    client.onChange((session) => this.change(session));
  }

  get current(): CurrentSession | undefined {
    return this.client.session.current;
  }

  get probablyExists(): boolean {
    return this.hint.exists;
  }

  remember(): void {
    this.hint.set();
  }

  /** @returns undefined if the session is over. @throws OtpravkaError if the API is unavailable */
  async restore(): Promise<CurrentSession | undefined> {
    const session = await this.client.session.restore();
    if (session === undefined) this.hint.clear();
    return session;
  }

  /** @throws OtpravkaError if the API is unavailable: the session goes on */
  async signOut(): Promise<void> {
    this.isSigningOut = true;
    try {
      await this.client.signOut();
    } finally {
      this.isSigningOut = false;
    }
  }

  private change(session: CurrentSession | undefined): void {
    if (session === undefined) {
      this.hint.clear();
      return this.events.onSignedOut(this.isSigningOut);
    }
    // A visible page learns of its own sign-in from the element, which also undoes one that the person has left.
    if (document.visibilityState === 'hidden') this.events.onSignedIn(session);
  }
}
