import type { OnModuleDestroy } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { DomainError } from '@app/contract';
import type { Otp } from '@app/otp';
import type { OtpConfig } from '@app/runtime';
import { isLast, StatusStream } from './status-stream';
import { Watch } from './watch';

const PER_CHALLENGE = 5;
const PER_ADDRESS = 20;
/** Nobody knows when another page will be closed. */
const RETRY_AFTER_SECONDS = 15;

/** Who listens to challenges at this process. */
export class EventStreams implements OnModuleDestroy {
  private readonly watches = new Map<string, Watch>();
  private readonly ofAddress = new Map<string, number>();
  private readonly perAddress: number;
  private isEnding = false;

  constructor(
    private readonly otp: Otp,
    registry: Registry,
    { addressPerMinute, addressPerHour }: OtpConfig,
  ) {
    const isLimited = addressPerMinute > 0 && addressPerHour > 0;
    this.perAddress = isLimited ? PER_ADDRESS : Infinity;
    const count = (): number => sum([...this.watches.values()].map(({ size }) => size));
    new Gauge({
      name: 'otpravka_event_streams',
      help: 'Open event streams of challenges at this process',
      registers: [registry],
      collect() {
        this.set(count());
      },
    });
  }

  /**
   * A stream that has been told the present state. Whoever opened it destroys it when its listener has left.
   * @throws DomainError `too_many_requests`, `challenge_gone`
   */
  async open(challengeId: string, address: string): Promise<StatusStream> {
    // It listens before the look: what changes during that is not missed.
    const { stream, watch } = this.join(challengeId, address);
    try {
      const progress = await watch.look();
      if (progress === undefined || isLast(progress.status)) throw new DomainError('challenge_gone');
      if (this.isEnding) stream.end();
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  /** The bell rang. Never rejects. */
  async changed(challengeId: string): Promise<void> {
    await this.watches.get(challengeId)?.lookAgain();
  }

  /** Before the server waits for its connections. */
  onModuleDestroy(): void {
    this.isEnding = true;
    for (const watch of this.watches.values()) watch.end();
  }

  private join(challengeId: string, address: string): { stream: StatusStream; watch: Watch } {
    const watch = this.watches.get(challengeId);
    const count = this.ofAddress.get(address) ?? 0;
    if ((watch?.size ?? 0) >= PER_CHALLENGE || count >= this.perAddress)
      throw new DomainError('too_many_requests', { retryAfter: RETRY_AFTER_SECONDS });
    const joined = watch ?? new Watch(this.otp, challengeId);
    const stream = new StatusStream();
    joined.add(stream);
    this.watches.set(challengeId, joined);
    this.ofAddress.set(address, count + 1);
    stream.once('close', () => this.leave(stream, challengeId, address));
    return { stream, watch: joined };
  }

  private leave(stream: StatusStream, challengeId: string, address: string): void {
    const watch = this.watches.get(challengeId);
    watch?.remove(stream);
    if (watch?.size === 0) this.watches.delete(challengeId);
    const left = (this.ofAddress.get(address) ?? 1) - 1;
    if (left > 0) this.ofAddress.set(address, left);
    else this.ofAddress.delete(address);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
