/**
 * Where the person came from, by `/login?return_to=…`. The API writes the address into the page if its origin is allowed, and an
 * empty one if it is not. Nothing is added to the address: the front end restores its session by the cookie.
 */
const written = document.querySelector<HTMLMetaElement>('meta[name="otpravka-return-to"]')?.content;

const account = new URL('/account', location.origin).href;

/** Where this page leads after the sign-in: back to where the person came from, else to the account page. */
export const destination: string = written ? new URL(written, location.origin).href : account;

/** The account page restores every session that this page restores, so leading there at once makes no loop. */
export const isToAccount: boolean = destination === account;

/** Whether the page was opened with an address that is not allowed. */
export const isReturnRefused: boolean = written === '';

/** Leads to the destination, whose page takes the place of this one in the history. */
export const leave = (): void => location.replace(destination);

/** Leads away after a sign-in. The account page then knows why it finds no session: the browser has refused the cookie. */
export const leaveSignedIn = (): void =>
  location.replace(isToAccount ? `${destination}#signed-in` : destination);
