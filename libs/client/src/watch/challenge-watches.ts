import { optional } from '../optional.ts';
import { ChallengeWatch, type StatusListener } from './challenge-watch.ts';

/**
 * All challenges that this page follows. Over HTTP/1.1 all tabs of a browser share six connections to a server, so a stream is
 * open only while its tab is visible and sends nothing: otherwise the sixth tab could not send its code.
 */
export class ChallengeWatches {
  private readonly watches = new Set<ChallengeWatch>();
  private sending = 0;
  private readonly page = optional(() => document);
  private readonly onVisibilityChange = (): void => this.update();

  constructor(private readonly fetch: typeof globalThis.fetch) {}

  /** @returns ends the watch */
  watch(challengeId: string, url: string, onStatus: StatusListener): () => void {
    const watch = new ChallengeWatch(challengeId, url, this.fetch, onStatus);
    if (this.watches.size === 0) this.page?.addEventListener('visibilitychange', this.onVisibilityChange);
    this.watches.add(watch);
    watch.update(this.isIdle);
    return () => this.remove(watch);
  }

  /** Closes the streams while `send` runs, so that the request can use their connection. */
  async whileClosed<Result>(send: () => Promise<Result>): Promise<Result> {
    this.sending++;
    this.update();
    try {
      return await send();
    } finally {
      this.sending--;
      this.update();
    }
  }

  /** The challenge has been verified by this page. */
  finish(challengeId: string): void {
    for (const watch of [...this.watches]) if (watch.challengeId === challengeId) watch.finish();
  }

  close(): void {
    for (const watch of [...this.watches]) this.remove(watch);
  }

  private remove(watch: ChallengeWatch): void {
    watch.stop();
    this.watches.delete(watch);
    if (this.watches.size === 0) this.page?.removeEventListener('visibilitychange', this.onVisibilityChange);
  }

  private get isIdle(): boolean {
    return this.page?.visibilityState !== 'hidden' && this.sending === 0;
  }

  private update(): void {
    for (const watch of this.watches) watch.update(this.isIdle);
  }
}
