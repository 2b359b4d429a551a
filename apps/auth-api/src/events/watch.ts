import { Logger } from '@nestjs/common';
import type { Otp, Progress } from '@app/otp';
import { isRedisUnavailable } from '@app/redis';
import { isLast, type StatusStream } from './status-stream';

const EVERY_MS = 15_000;

/**
 * The open streams of one challenge. A ring or a comment costs one look at its state for all of them; looks follow one
 * another, so that no older state is told after a newer one.
 */
export class Watch {
  private readonly log = new Logger(Watch.name);
  private readonly streams = new Set<StatusStream>();
  private comments: NodeJS.Timeout | undefined;
  private expiry: NodeJS.Timeout | undefined;
  private latest: Promise<unknown> = Promise.resolve();
  private next: Promise<Progress | undefined> | undefined;

  constructor(
    private readonly otp: Otp,
    private readonly challengeId: string,
  ) {}

  get size(): number {
    return this.streams.size;
  }

  add(stream: StatusStream): void {
    this.streams.add(stream);
    this.comments ??= setInterval(() => this.comment(), EVERY_MS).unref();
  }

  remove(stream: StatusStream): void {
    this.streams.delete(stream);
    if (this.size === 0) this.rest();
  }

  /**
   * The state as it is now, told to all; one look for all who ask before it begins.
   * @returns undefined where there is no such challenge any more
   */
  look(): Promise<Progress | undefined> {
    return (this.next ??= this.latest.then(() => this.begin()));
  }

  /** Never rejects: what it misses the next comment finds. */
  async lookAgain(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      if (!isRedisUnavailable(error)) this.log.error({ error }, 'a watched challenge could not be looked at');
    }
  }

  /** This process ends; the listeners go on at another. */
  end(): void {
    for (const stream of this.streams) stream.end();
    this.rest();
  }

  private begin(): Promise<Progress | undefined> {
    this.next = undefined;
    const looking = this.read();
    this.latest = looking.catch(() => undefined);
    return looking;
  }

  private async read(): Promise<Progress | undefined> {
    const progress = await this.otp.status(this.challengeId);
    this.tell(progress);
    return progress;
  }

  private tell(progress: Progress | undefined): void {
    const { status, leftMs } = progress ?? { status: 'closed', leftMs: 0 };
    for (const stream of this.streams) stream.tell(status);
    if (isLast(status) || this.size === 0) return this.rest();
    this.expiry ??= setTimeout(() => this.tell(undefined), leftMs).unref();
  }

  private comment(): void {
    for (const stream of this.streams) stream.breathe();
    void this.lookAgain();
  }

  private rest(): void {
    clearInterval(this.comments);
    clearTimeout(this.expiry);
    this.comments = undefined;
    this.expiry = undefined;
  }
}
