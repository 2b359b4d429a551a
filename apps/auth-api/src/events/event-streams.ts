import type { OnModuleDestroy } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { DomainError } from '@app/contract';
import { NETWORK_FACTORS, type Networks, type Otp } from '@app/otp';
import type { OtpConfig } from '@app/runtime';
import { isLast, StatusStream } from './status-stream';
import { Watch } from './watch';

const PER_CHALLENGE = 5;
/** The /56 and the /48 around an IPv6 one have three and ten times as many. */
const PER_ADDRESS = 20;
/** Nobody knows when another page will be closed. */
const RETRY_AFTER_SECONDS = 15;

/** Who listens to challenges at this process. */
export class EventStreams implements OnModuleDestroy {
  private readonly watches = new Map<string, Watch>();
  private readonly ofNetwork = new Map<string, number>();
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
  async open(challengeId: string, networks: Networks): Promise<StatusStream> {
    // It listens before the look: what changes during that is not missed.
    const { stream, watch } = this.join(challengeId, networks);
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

  private join(challengeId: string, networks: Networks): { stream: StatusStream; watch: Watch } {
    const watch = this.watches.get(challengeId);
    if ((watch?.size ?? 0) >= PER_CHALLENGE || this.isFull(networks))
      throw new DomainError('too_many_requests', { retryAfter: RETRY_AFTER_SECONDS });
    const joined = watch ?? new Watch(this.otp, challengeId);
    const stream = new StatusStream();
    joined.add(stream);
    this.watches.set(challengeId, joined);
    this.count(networks, 1);
    stream.once('close', () => this.leave(stream, challengeId, networks));
    return { stream, watch: joined };
  }

  private leave(stream: StatusStream, challengeId: string, networks: Networks): void {
    const watch = this.watches.get(challengeId);
    watch?.remove(stream);
    if (watch?.size === 0) this.watches.delete(challengeId);
    this.count(networks, -1);
  }

  private isFull(networks: Networks): boolean {
    return networks.some(
      (network, index) =>
        (this.ofNetwork.get(network) ?? 0) >= this.perAddress * (NETWORK_FACTORS[index] ?? 1),
    );
  }

  private count(networks: Networks, change: 1 | -1): void {
    for (const network of networks) {
      const count = (this.ofNetwork.get(network) ?? 0) + change;
      if (count > 0) this.ofNetwork.set(network, count);
      else this.ofNetwork.delete(network);
    }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
