import type { KeyValueStorage } from '@otpravka/element/pages';

const LOGIN = '/login?return_to=/account';

/** By this value the sign-in page knows that the browser had a session: it then says that the session is over. */
const SIGNED_IN = 'otpravka.signedIn';

/** Leads to the sign-in, which returns here. */
export class Leave {
  constructor(
    private readonly storage: KeyValueStorage,
    private readonly go: (path: string) => void = (path) => location.replace(path),
  ) {}

  /** The person has signed out here, or was not signed in. */
  toSignIn(): void {
    this.storage.removeItem(SIGNED_IN);
    this.go(LOGIN);
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
