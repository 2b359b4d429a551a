import type { KeyValueStorage } from '@otpravka/element/pages';

const LOGIN = '/login';

/** By this value the sign-in page knows that the browser had a session: it then says that the session is over. */
const SIGNED_IN = 'otpravka.signedIn';

/** The sign-in page leads here with this fragment. */
const FRESH = '#signed-in';

/** Leads to the sign-in, which returns here. */
export class Leave {
  constructor(
    private readonly storage: KeyValueStorage,
    private readonly go: (path: string) => void = (path) => location.replace(path),
  ) {}

  /**
   * Whether the sign-in page has led here just now; true once. If there is no session then, the browser has refused the cookie, and
   * leading back to the sign-in would be a loop.
   */
  cameFromSignIn(): boolean {
    const came = location.hash === FRESH;
    if (came) history.replaceState(null, '', location.pathname);
    return came;
  }

  /** The person has signed out here, or was not signed in. */
  toSignIn(): void {
    this.forget();
    this.go(LOGIN);
  }

  /** The sign-in page will not look for a session. */
  forget(): void {
    this.storage.removeItem(SIGNED_IN);
  }

  /** The API has ended the session. */
  afterEnd(): void {
    this.storage.setItem(SIGNED_IN, '1');
    this.go(LOGIN);
  }

  /** Another tab has left, and has recorded why. */
  afterOtherTab(): void {
    this.go(LOGIN);
  }
}
