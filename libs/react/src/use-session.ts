import type { OtpravkaClient } from '@otpravka/client';
import { useSyncExternalStore } from 'react';
import { useClient } from './provider.ts';
import { LOADING, type SessionState, storeOf } from './session-store.ts';

/** What a component can do with the session. */
export type SessionActions = Pick<OtpravkaClient, 'fetch' | 'signOut'> & { readonly client: OtpravkaClient };

export type UsedSession<State extends SessionState = SessionState> = State & SessionActions;

/**
 * Who is signed in, in all tabs. `status` tells which members there are: `loading` until it is known, then `signed-out` or
 * `signed-in` with `shop` and `session`. On a server it is always `loading`.
 */
export function useSession(): UsedSession {
  const client = useClient();
  const { subscribe, getState } = storeOf(client);
  const state = useSyncExternalStore(subscribe, getState, () => LOADING);
  return { ...state, client, fetch: client.fetch, signOut: client.signOut };
}
