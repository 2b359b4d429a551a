/**
 * Where the person came from, by `/login?return_to=…`. The API writes the address into the page if its origin is allowed, and an
 * empty one if it is not. Nothing is added to the address: the front end restores its session by the cookie.
 */
const written = document.querySelector<HTMLMetaElement>('meta[name="otpravka-return-to"]')?.content;

export const returnTo: string | undefined = written ? new URL(written, location.origin).href : undefined;

/** Whether the page was opened with an address that is not allowed. */
export const isReturnRefused: boolean = written === '';
