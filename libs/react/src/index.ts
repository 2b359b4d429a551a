export { OtpravkaProvider, type OtpravkaProviderProps, useClient } from './provider.ts';
export type { LoadingSession, SessionState, SignedInSession, SignedOutSession } from './session-store.ts';
export { SignIn, type SignInProps } from './sign-in.ts';
export { SignedIn, SignedOut } from './signed-in.ts';
export { type SessionActions, type UsedSession, useSession } from './use-session.ts';
