import { createElement, Fragment, type ReactElement, type ReactNode } from 'react';
import type { SignedInSession, SignedOutSession } from './session-store.ts';
import { type UsedSession, useSession } from './use-session.ts';

interface GateProps<State extends SignedInSession | SignedOutSession> {
  /** What is shown, or a function of the session that returns it. */
  readonly children?: ReactNode | ((session: UsedSession<State>) => ReactNode);
}

const shown = <State extends SignedInSession | SignedOutSession>(
  { children }: GateProps<State>,
  session: UsedSession<State>,
): ReactElement =>
  createElement(Fragment, null, typeof children === 'function' ? children(session) : children);

/** Shows its children while somebody is signed in: `<SignedIn>{({ shop }) => shop.name}</SignedIn>`. */
export function SignedIn(props: GateProps<SignedInSession>): ReactElement | null {
  const session = useSession();
  return session.status === 'signed-in' ? shown(props, session) : null;
}

/** Shows its children while nobody is signed in, as soon as that is known. */
export function SignedOut(props: GateProps<SignedOutSession>): ReactElement | null {
  const session = useSession();
  return session.status === 'signed-out' ? shown(props, session) : null;
}
