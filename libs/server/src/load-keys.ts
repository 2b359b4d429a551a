import type { JSONWebKeySet } from 'jose';

const TIMEOUT_MS = 3_000;
const PATH = '.well-known/jwks.json';

/** The address of the public keys of the API at this address. @throws TypeError if it is no address of HTTP */
export function jwksUrlOf({
  api,
  jwksUrl,
}: {
  api?: string | URL | undefined;
  jwksUrl?: string | URL | undefined;
}): URL {
  const given = jwksUrl ?? api;
  if (given === undefined || (api !== undefined && jwksUrl !== undefined))
    throw new TypeError(
      'createVerifier needs `api`, the address of auth-api, or `jwksUrl`, the address of its keys.',
    );
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new TypeError(
      `createVerifier needs an address such as https://login.example.kz, and got ${JSON.stringify(given)}.`,
    );
  if (jwksUrl !== undefined) return url;
  return new URL(PATH, `${url.origin}${url.pathname.replace(/\/*$/, '/')}`);
}

/** Loads the public keys. @throws Error whose message says what a developer has to check */
export async function loadKeys(url: URL): Promise<JSONWebKeySet> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' }).catch(
    (error: unknown) => {
      throw new Error(`${url.href} does not answer (${reasonOf(error)}). Does auth-api run there?`, {
        cause: error,
      });
    },
  );
  const keys = answer.ok
    ? ((await answer.json().catch(() => undefined)) as Partial<JSONWebKeySet> | undefined)
    : undefined;
  if (!Array.isArray(keys?.keys))
    throw new Error(`${url.href} answered ${answer.status} without keys. Is it the address of auth-api?`);
  return { keys: keys.keys };
}

/** `fetch` says only that it failed. Its cause says why. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.message;
  return error instanceof Error ? error.message : String(error);
}
