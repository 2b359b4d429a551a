import type { ChallengeStatus } from '../contract.ts';
import { optional } from '../optional.ts';
import { reportFailure, type StatusEvents, type StatusSource } from './status-source.ts';

/** `EventSource.CLOSED`: the browser does not connect again by itself. */
const CLOSED = 2;

/**
 * Reads the stream with the browser's EventSource, which connects again by itself after a broken connection. It does not expose the
 * status of another answer, so the same URL is then fetched once.
 * @returns undefined in a browser without EventSource
 */
export function openEventSource(
  url: string,
  fetch: typeof globalThis.fetch,
  events: StatusEvents,
): StatusSource | undefined {
  const source = optional(() => new EventSource(url));
  if (source === undefined) return undefined;
  let isClosed = false;
  source.addEventListener('status', ({ data }: MessageEvent<string>) =>
    events.onStatus((JSON.parse(data) as { status: ChallengeStatus }).status),
  );
  source.addEventListener('error', () => {
    if (source.readyState !== CLOSED || isClosed) return;
    void fetchResponse(url, fetch).then((response) => {
      if (!isClosed) reportFailure(response, events);
    });
  });
  return {
    close() {
      isClosed = true;
      source.close();
    },
  };
}

/**
 * Returns the API's response without reading its body, which is a stream if the API has one again.
 * @returns undefined if nothing answers
 */
async function fetchResponse(url: string, fetch: typeof globalThis.fetch): Promise<Response | undefined> {
  try {
    const response = await fetch(url);
    response.body?.cancel().catch(() => undefined);
    return response;
  } catch {
    return undefined;
  }
}
