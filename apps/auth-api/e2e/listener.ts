import { Redis } from 'ioredis';
import type { Product } from '@app/testing';
import { until } from '@app/testing';

/** A page that listens to its challenge, and all that it was told. */
export class Listener {
  text = '';
  hasEnded = false;

  private constructor(
    readonly headers: Headers,
    private readonly leaving: AbortController,
  ) {}

  /** @throws where there is nothing to listen to; the problem's code is the message */
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
      ([, told]) => told!,
    );
  }

  /** Comments come by the clock, the rest by what happens. */
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
      // It broke off, or the page has left.
    }
  }
}

export const eventsUrl = (api: string, challengeId: string): string =>
  `${api}/api/auth/challenges/${challengeId}/events`;

/** Rings of `challenge.changed`, as every instance hears them. */
export class Rings {
  private readonly heard: string[] = [];
  private constructor(private readonly client: Redis) {}

  static async listen(product: Product): Promise<Rings> {
    const rings = new Rings(new Redis(product.redisUrl));
    rings.client.on('message', (_: string, text: string) => rings.heard.push(text));
    await rings.client.subscribe(`${product.namespace}.challenge.changed`);
    return rings;
  }

  /** Each comes after something was written. */
  async of(challengeId: string, count: number): Promise<void> {
    await until(() => this.count(challengeId) >= count, { what: `${count} rings of ${challengeId}` });
  }

  count(challengeId: string): number {
    return this.heard.filter((text) => text.includes(`"${challengeId}"`)).length;
  }

  stop(): void {
    this.client.disconnect();
  }
}
