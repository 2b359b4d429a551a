import { Logger } from '@nestjs/common';
import type { Otp, Progress } from '@app/otp';
import { isRedisUnavailable } from '@app/redis';
import { isFinal, type StatusStream } from './status-stream';

const COMMENT_INTERVAL_MS = 15_000;

/**
 * The open streams of one challenge. Each event and each comment reads the challenge's status once for all streams. Reads
 * do not overlap, so that no stream gets an older status after a newer one.
 */
export class ChallengeWatch {
  private readonly log = new Logger(ChallengeWatch.name);
  private readonly streams = new Set<StatusStream>();
  private commentTimer: NodeJS.Timeout | undefined;
  private expiryTimer: NodeJS.Timeout | undefined;
  private latestRead: Promise<unknown> = Promise.resolve();
  private waitingRead: Promise<Progress | undefined> | undefined;

  constructor(
    private readonly otp: Otp,
    private readonly challengeId: string,
  ) {}

  get size(): number {
    return this.streams.size;
  }

  add(stream: StatusStream): void {
    this.streams.add(stream);
    this.commentTimer ??= setInterval(() => this.comment(), COMMENT_INTERVAL_MS).unref();
  }

  remove(stream: StatusStream): void {
    this.streams.delete(stream);
    if (this.size === 0) this.stopTimers();
  }

  /**
   * Reads the status once the read in progress has ended, and sends it to all streams. Calls in the meantime share this read.
   * @returns undefined if the challenge no longer exists
   */
  refresh(): Promise<Progress | undefined> {
    return (this.waitingRead ??= this.latestRead.then(() => this.startRead()));
  }

  /** Never rejects: after a failed read, the next comment reads the status again. */
  async tryRefresh(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      if (!isRedisUnavailable(error))
        this.log.error({ error }, 'the status of a challenge could not be read');
    }
  }

  /** Ends all streams. Their pages connect again, to another instance. */
  end(): void {
    for (const stream of this.streams) stream.end();
    this.stopTimers();
  }

  private startRead(): Promise<Progress | undefined> {
    this.waitingRead = undefined;
    const read = this.readAndSend();
    this.latestRead = read.catch(() => undefined);
    return read;
  }

  private async readAndSend(): Promise<Progress | undefined> {
    const progress = await this.otp.status(this.challengeId);
    this.send(progress);
    return progress;
  }

  /** A challenge that no longer exists counts as closed. */
  private send(progress: Progress | undefined): void {
    const { status, leftMs } = progress ?? { status: 'closed', leftMs: 0 };
    for (const stream of this.streams) stream.sendStatus(status);
    if (isFinal(status) || this.size === 0) return this.stopTimers();
    // Set anew, because an approval lengthens the life of a challenge.
    clearTimeout(this.expiryTimer);
    this.expiryTimer = setTimeout(() => this.send(undefined), leftMs).unref();
  }

  private comment(): void {
    for (const stream of this.streams) stream.sendComment();
    void this.tryRefresh();
  }

  private stopTimers(): void {
    clearInterval(this.commentTimer);
    clearTimeout(this.expiryTimer);
    this.commentTimer = undefined;
    this.expiryTimer = undefined;
  }
}
