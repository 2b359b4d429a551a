import type { Shop } from '../contract.ts';
import { optional } from '../optional.ts';
import type { CurrentSession } from '../session/current-session.ts';

/** Tokens on their way to another tab. They are in no storage. */
export interface SharedTokens {
  readonly accessToken: string;
  readonly lifetimeMs: number;
  /** When the sender received them, by the clock of this computer, which all tabs share. */
  readonly receivedAt: number;
  /** Absent with the cookie. */
  readonly refreshToken?: string | undefined;
}

/** What a tab announces. Without a BroadcastChannel, only the type and the session arrive. */
export type TabMessage =
  | {
      readonly type: 'opened';
      readonly sessionId: string;
      readonly session?: CurrentSession;
      readonly tokens?: SharedTokens;
    }
  | {
      readonly type: 'refreshed';
      readonly sessionId: string;
      /** The refresh token that `tokens` replace. */
      readonly used?: string | undefined;
      readonly tokens?: SharedTokens;
    }
  | { readonly type: 'refresh-failed' }
  | { readonly type: 'ended'; readonly sessionId: string }
  | { readonly type: 'changed'; readonly sessionId: string; readonly shop?: Shop };

export type MessageOf<Type extends TabMessage['type']> = Extract<TabMessage, { readonly type: Type }>;

export interface TabChannel {
  readonly name: string;
  /** Whether tokens reach the other tabs. */
  readonly carriesTokens: boolean;
  post(message: TabMessage): void;
  close(): void;
}

type OnMessage = (message: TabMessage) => void;

/** A channel to the other tabs of this origin. Node has no tabs: each client there is on its own. */
export function openTabChannel(name: string, onMessage: OnMessage): TabChannel {
  if (optional(() => document) === undefined)
    return { name, carriesTokens: false, post: () => undefined, close: () => undefined };
  return openBroadcastChannel(name, onMessage) ?? openStorageChannel(name, onMessage);
}

function openBroadcastChannel(name: string, onMessage: OnMessage): TabChannel | undefined {
  const channel = optional(() => new BroadcastChannel(name));
  if (channel === undefined) return undefined;
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => onMessage(data);
  return {
    name,
    carriesTokens: true,
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
}

/**
 * For browsers without BroadcastChannel, such as Safari before 15.4: a value of localStorage that is removed at once makes an
 * event in the other tabs. It never holds a token or anything about the shop.
 */
function openStorageChannel(name: string, onMessage: OnMessage): TabChannel {
  const messageKey = `${name}:message`;
  const receive = ({ key, newValue }: StorageEvent): void => {
    if (key !== messageKey || newValue === null) return;
    const message = optional(() => JSON.parse(newValue) as TabMessage);
    if (message !== undefined) onMessage(message);
  };
  addEventListener('storage', receive);
  return {
    name,
    carriesTokens: false,
    post(message) {
      const { type } = message;
      // The random part makes an event of two equal messages.
      const bare = {
        type,
        ...('sessionId' in message && { sessionId: message.sessionId }),
        n: Math.random(),
      };
      optional(() => localStorage.setItem(messageKey, JSON.stringify(bare)));
      optional(() => localStorage.removeItem(messageKey));
    },
    close: () => removeEventListener('storage', receive),
  };
}
