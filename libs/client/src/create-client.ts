import { authorizedFetch } from './authorized-fetch.ts';
import type { ClientOptions, OtpravkaClient } from './client.ts';
import type { Language } from './contract.ts';
import { isOtpravkaError } from './error.ts';
import { optional } from './optional.ts';
import { OtpravkaApi, type Transport } from './otpravka-api.ts';
import { ClientSession } from './session/client-session.ts';
import { RefreshTokenStorage } from './session/refresh-token-storage.ts';
import { ChallengeWatches } from './watch/challenge-watches.ts';

/** Makes the client of one API. A page needs one. */
export function createClient(options: ClientOptions): OtpravkaClient {
  const plainFetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const transport = options.transport ?? 'body';
  const watches = new ChallengeWatches(plainFetch);
  const api = new OtpravkaApi<Transport>({
    api: options.api,
    language: options.language,
    transport,
    fetch: (input, init) => watches.whileClosed(() => plainFetch(input, init)),
  });
  const name = `otpravka:${transport}:${api.url}`;
  const isPage = optional(() => document) !== undefined;
  // Node has a localStorage, too, which all its clients would share.
  const storage = options.storage ?? (isPage ? optional(() => localStorage) : undefined);
  const session = new ClientSession(
    api,
    name,
    transport === 'cookie' ? undefined : new RefreshTokenStorage(storage, name),
  );
  let formerChallenge: string | undefined;

  /** A page that the browser kept while the person was elsewhere has missed what the other tabs did meanwhile. */
  const onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted && session.current !== undefined) void session.restore().catch(() => undefined);
  };
  if (isPage) addEventListener('pageshow', onPageShow);

  return {
    get language() {
      return api.language as Language | undefined;
    },
    set language(language) {
      api.language = language;
    },
    api: api.url,
    transport,

    async requestCode({ replaces, ...request }) {
      const former = replaces === undefined ? formerChallenge : (replaces ?? undefined);
      const answer = await api.requestOtp({
        ...(api.language !== undefined && { language: api.language }),
        ...request,
        ...(former !== undefined && { replaces: former }),
      });
      formerChallenge = answer.challengeId;
      return answer;
    },

    bot: () => api.bot(),

    // Its stream stays closed until the answer has been read: for a used challenge it would be answered with 410.
    verify: (body) =>
      watches.whileClosed(async () => {
        const answer = await api.verifyOtp(body);
        formerChallenge = undefined;
        const current = session.open(answer);
        if ('challengeId' in body) watches.finish(body.challengeId);
        return { ...current, isNewShop: answer.isNewShop };
      }),

    watch: (challengeId, onStatus) => watches.watch(challengeId, api.eventsUrl(challengeId), onStatus),

    session: {
      get current() {
        return session.current;
      },
      restore: () => session.restore(),
      accessToken: async () => (await session.tokens.fresh()).value,
    },

    fetch: authorizedFetch(session.tokens, {
      origins: [api.url, ...(options.origins ?? [])],
      fetch: (input, init) => watches.whileClosed(() => plainFetch(input, init)),
    }),

    onChange: (listener) => session.listeners.add(listener),

    async signOut({ scope = 'this' } = {}) {
      await session.tokens.settle();
      try {
        await session.authorized((token) => api.logout(token, scope));
      } catch (error) {
        if (scope === 'others' || !isOtpravkaError(error, 'session_invalid', 'token_invalid')) throw error;
      }
      if (scope !== 'others') session.end();
    },

    sessions: {
      list: () => session.authorized((token) => api.sessions(token)),
      async end(sessionId) {
        await session.authorized((token) => api.endSession(token, sessionId));
        if (sessionId === session.current?.session.id) session.end();
      },
    },

    activity: (page) => session.authorized((token) => api.activity(token, page)),

    shop: {
      get: () => session.authorized((token) => api.shop(token)),
      async update(patch) {
        const shop = await session.authorized((token) => api.updateShop(token, patch));
        session.changeShop(shop);
        return shop;
      },
      requestErasure: () => session.authorized((token) => api.eraseCode(token)),
      async erase(code) {
        await session.authorized((token) => api.eraseShop(token, code));
        session.end();
      },
    },

    close() {
      watches.close();
      session.close();
      if (isPage) removeEventListener('pageshow', onPageShow);
    },
  };
}
