import { Redis } from 'ioredis';
import type { Product } from '@app/testing';
import { until } from '@app/testing';

/** A page that listens to its challenge, and the text that it has received. */
export class Listener {
  text = '';
  hasEnded = false;

  private constructor(
    readonly headers: Headers,
    private readonly leaving: AbortController,
  ) {}

  /** @throws an error with the problem's code as its message where the stream is refused */
  static async open(
    api: string,
    challengeId: string,
    headers: Record<string, string> = {},
  ): Promise<Listener> {
    const leaving = new AbortController();
    const answer = await fetch(eventsUrl(api, challengeId), { headers, signal: leaving.signal });
    if (answer.status !== 200) throw new Error(((await answer.json()) as { code: string }).code);
    const listener = new Listener(answer.headers, leaving);
    void listener.hear(answer.body!);
    return listener;
  }

  get statuses(): string[] {
    return [...this.text.matchAll(/^event: status\ndata: \{"status":"(\w+)"\}\n\n/gm)].map(
      ([, status]) => status!,
    );
  }

  /** The text without comments, whose number depends on time. */
  get withoutComments(): string {
    return this.text.replace(/^:.*\n\n/gm, '');
  }

  async toldOf(status: string): Promise<void> {
    await until(() => this.statuses.includes(status), { what: `${status} after ${this.statuses.join()}` });
  }

  async ended(timeoutMs = 20_000): Promise<void> {
    await until(() => this.hasEnded, { timeoutMs, what: `the end after ${this.statuses.join()}` });
  }

  leave(): void {
    this.leaving.abort();
  }

  private async hear(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) this.text += decoder.decode(chunk, { stream: true });
      this.hasEnded = true;
    } catch {
      // The connection broke, or the page has left.
    }
  }
}

export const eventsUrl = (api: string, challengeId: string): string =>
  `${api}/api/auth/challenges/${challengeId}/events`;

/** The `challenge.changed` events that were published. */
export class PublishedChanges {
  private readonly received: string[] = [];
  private constructor(private readonly client: Redis) {}

  static async subscribe(product: Product): Promise<PublishedChanges> {
    const changes = new PublishedChanges(new Redis(product.redisUrl));
    changes.client.on('message', (_: string, text: string) => changes.received.push(text));
    await changes.client.subscribe(`${product.namespace}.challenge.changed`);
    return changes;
  }

  /** Each event is published after its change was written. */
  async waitFor(challengeId: string, count: number): Promise<void> {
    await until(() => this.count(challengeId) >= count, { what: `${count} changes of ${challengeId}` });
  }

  count(challengeId: string): number {
    return this.received.filter((text) => text.includes(`"${challengeId}"`)).length;
  }

  stop(): void {
    this.client.disconnect();
  }
}
