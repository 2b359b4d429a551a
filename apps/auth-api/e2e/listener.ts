import { problem, type Problem } from '@app/contract';
import { type Product, until } from '@app/testing';
import { Redis } from 'ioredis';

/** A page with an open event stream, and the text that it has received. */
export class Listener {
  text = '';
  hasEnded = false;

  private constructor(
    readonly headers: Headers,
    private readonly aborter: AbortController,
  ) {}

  /** @throws an error with the problem's code as its message if the stream is refused */
  static async open(
    api: string,
    challengeId: string,
    headers: Record<string, string> = {},
  ): Promise<Listener> {
    const aborter = new AbortController();
    const answer = await fetch(eventsUrl(api, challengeId), { headers, signal: aborter.signal });
    if (answer.status !== 200) throw new Error(((await answer.json()) as { code: string }).code);
    const listener = new Listener(answer.headers, aborter);
    void listener.read(answer.body!);
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

  async waitForStatus(status: string): Promise<void> {
    await until(() => this.statuses.includes(status), {
      what: `the status ${status} after ${this.statuses.join()}`,
    });
  }

  async waitForEnd(): Promise<void> {
    await until(() => this.hasEnded, { what: `the end after ${this.statuses.join()}` });
  }

  disconnect(): void {
    this.aborter.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) this.text += decoder.decode(chunk, { stream: true });
      this.hasEnded = true;
    } catch {
      // The connection broke, or the page has disconnected.
    }
  }
}

export const eventsUrl = (api: string, challengeId: string): string =>
  `${api}/api/auth/challenges/${challengeId}/events`;

export async function expectRefusal(
  api: string,
  challengeId: string,
): Promise<{ answer: Response; body: Problem }> {
  const answer = await fetch(eventsUrl(api, challengeId));
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return { answer, body: problem.parse(await answer.json()) };
}

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

  /** Waits for published events. Each is published after its change was written. */
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
