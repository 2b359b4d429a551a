import type { ChallengeStatus } from '../contract.ts';
import { optional } from '../optional.ts';
import { reportFailure, type StatusEvents, type StatusSource } from './status-source.ts';

/** How often a browser without EventSource asks. */
const POLL_MS = 3_000;
/** The API ends its streams when it stops. Another instance serves the next one. */
const RECONNECT_MS = 1_000;

/**
 * Reads the stream by fetch, where there is no EventSource. Node reads it to its end. A browser reads the first event, which is the
 * current status, and asks again later: a stream would keep one of the six connections that all tabs share.
 */
export function openFetchedStream(
  url: string,
  fetch: typeof globalThis.fetch,
  events: StatusEvents,
): StatusSource {
  const isPolling = optional(() => document) !== undefined;
  const controller = optional(() => new AbortController());
  let isClosed = false;
  const report = (call: () => void): void => {
    if (!isClosed) call();
  };

  async function read(): Promise<void> {
    const response = await fetch(url, {
      headers: { Accept: 'text/event-stream' },
      ...(controller && { signal: controller.signal }),
    }).catch(() => undefined);
    const reader = response?.ok ? response.body?.getReader() : undefined;
    if (reader === undefined) return report(() => reportFailure(response, events));
    try {
      await readStatuses(reader, (status) => {
        report(() => events.onStatus(status));
        return !isPolling && !isClosed;
      });
    } catch {
      // The connection broke, or was closed here.
    }
    reader.cancel().catch(() => undefined);
    report(() => events.onLost(isPolling ? POLL_MS : RECONNECT_MS));
  }

  void read();
  return {
    close() {
      isClosed = true;
      controller?.abort();
    },
  };
}

/** Reads server-sent events (WHATWG HTML, 9.2). @param onStatus returns whether to read on */
async function readStatuses(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  onStatus: (status: ChallengeStatus) => boolean,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const status = statusIn(line);
      if (status !== undefined && !onStatus(status)) return;
    }
  }
}

/** Every event of this stream is a status, so the line with its name is not needed. */
function statusIn(line: string): ChallengeStatus | undefined {
  if (!line.startsWith('data:')) return undefined;
  return optional(() => (JSON.parse(line.slice('data:'.length)) as { status: ChallengeStatus }).status);
}
