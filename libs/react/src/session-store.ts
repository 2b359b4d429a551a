import { type CurrentSession, isOtpravkaError, type OtpravkaClient, OtpravkaError } from '@otpravka/client';

/** Nobody knows yet whether the person is signed in: the page is starting, or the API is away and is asked again. */
export interface LoadingSession {
  readonly status: 'loading';
  readonly shop: undefined;
  readonly session: undefined;
  /** Why it takes longer, with a text for the person. */
  readonly error: OtpravkaError | undefined;
}

export interface SignedOutSession {
  readonly status: 'signed-out';
  readonly shop: undefined;
  readonly session: undefined;
  /** Why the API has ended the session, with a text for the person; undefined after a sign-out. */
  readonly error: OtpravkaError | undefined;
}

export interface SignedInSession extends CurrentSession {
  readonly status: 'signed-in';
  readonly error: undefined;
}

export type SessionState = LoadingSession | SignedOutSession | SignedInSession;

const nobody = { shop: undefined, session: undefined, error: undefined } as const;
export const LOADING: LoadingSession = { ...nobody, status: 'loading' };
const SIGNED_OUT: SignedOutSession = { ...nobody, status: 'signed-out' };

/** Failures that say nothing about the session. */
const TEMPORARY = ['unreachable', 'unavailable', 'too_many_requests', 'internal'] as const;

/** The API is asked again after this long, and later after longer. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** The session of a client for `useSyncExternalStore`. It finds the session of an earlier page once something is subscribed. */
export class SessionStore {
  private readonly client: OtpravkaClient;
  private readonly listeners = new Set<() => void>();
  private state: SessionState = LOADING;
  private stop: () => void = () => undefined;

  constructor(client: OtpravkaClient) {
    this.client = client;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  /** The same object until something has changed. */
  readonly getState = (): SessionState => this.state;

  private start(): void {
    let isStopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const restore = async (retryMs: number): Promise<void> => {
      clearTimeout(timer);
      try {
        this.setSession(await this.client.session.restore());
      } catch (error) {
        if (isStopped) return;
        if (!(error instanceof OtpravkaError)) throw error;
        if (!isOtpravkaError(error, ...TEMPORARY)) return this.setSession(undefined, error);
        this.setState({ ...LOADING, error });
        const waitMs = 'retryAfter' in error ? Math.max(retryMs, error.retryAfter * 1_000) : retryMs;
        timer = setTimeout(() => void restore(Math.min(retryMs * 2, LONGEST_RETRY_MS)), waitMs);
      }
    };
    const retry = (): void => {
      if (this.state.status === 'loading') void restore(FIRST_RETRY_MS);
    };
    const off = this.client.onChange((session, error) => {
      clearTimeout(timer);
      this.setSession(session, error);
    });
    addEventListener('online', retry);
    this.stop = () => {
      isStopped = true;
      clearTimeout(timer);
      off();
      removeEventListener('online', retry);
    };
    const { current } = this.client.session;
    if (current !== undefined) this.setSession(current);
    else void restore(FIRST_RETRY_MS);
  }

  private setSession(session: CurrentSession | undefined, error?: OtpravkaError): void {
    if (session !== undefined) this.setState({ ...session, status: 'signed-in', error: undefined });
    else this.setState(error === undefined ? SIGNED_OUT : { ...SIGNED_OUT, error });
  }

  private setState(state: SessionState): void {
    const { shop, session, status, error } = this.state;
    if (shop === state.shop && session === state.session && status === state.status && error === state.error)
      return;
    this.state = state;
    for (const listener of [...this.listeners]) listener();
  }
}

const stores = new WeakMap<OtpravkaClient, SessionStore>();

/** The store of a client, which all components of the page share. */
export function storeOf(client: OtpravkaClient): SessionStore {
  const store = stores.get(client) ?? new SessionStore(client);
  stores.set(client, store);
  return store;
}
