import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { DomainError } from '@app/contract';
import { type Networks, Otp } from '@app/otp';
import { EventServer } from '@app/redis';
import type { ApiConfig } from '@app/runtime';
import { API_CONFIG } from '../config/api-config.module';
import { ChallengeWatch } from './challenge-watch';
import { NetworkCounts } from './network-counts';
import { isFinal, StatusStream } from './status-stream';

const PER_CHALLENGE = 5;
const PER_ADDRESS = 20;
/** An estimate, because the end of an open stream is not known. */
const RETRY_AFTER_SECONDS = 15;

/** The open event streams of this process, by challenge. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly watches = new Map<string, ChallengeWatch>();
  private readonly streamsPerNetwork: NetworkCounts;
  private isEnding = false;

  constructor(
    private readonly otp: Otp,
    registry: Registry,
    events: EventServer,
    @Inject(API_CONFIG) { otp: { addressPerMinute, addressPerHour } }: ApiConfig,
  ) {
    // Every instance receives every change, and few challenges have a stream here.
    events.filter('challenge.changed', ({ challengeId }) => this.watches.has(challengeId));
    const areAddressesLimited = addressPerMinute > 0 && addressPerHour > 0;
    this.streamsPerNetwork = new NetworkCounts(areAddressesLimited ? PER_ADDRESS : Infinity);
    const count = (): number => [...this.watches.values()].reduce((total, { size }) => total + size, 0);
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
   * Opens a stream that begins with the current status. The caller destroys the stream when its page disconnects.
   * @throws DomainError `too_many_requests`, `challenge_gone`
   */
  async openStream(challengeId: string, networks: Networks): Promise<StatusStream> {
    // Join before the read, so that a change during the read is not missed.
    const { stream, watch } = this.join(challengeId, networks);
    try {
      const progress = await watch.refresh();
      if (progress === undefined || isFinal(progress.status)) throw new DomainError('challenge_gone');
      if (this.isEnding) stream.end();
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  /** Sends the new status of a challenge to its streams. Never rejects. */
  async refresh(challengeId: string): Promise<void> {
    await this.watches.get(challengeId)?.tryRefresh();
  }

  /** Ends all streams before the server waits for its connections to close. */
  onModuleDestroy(): void {
    this.isEnding = true;
    for (const watch of this.watches.values()) watch.end();
  }

  private join(challengeId: string, networks: Networks): { stream: StatusStream; watch: ChallengeWatch } {
    const watch = this.watches.get(challengeId) ?? new ChallengeWatch(this.otp, challengeId);
    if (watch.size >= PER_CHALLENGE || this.streamsPerNetwork.isFull(networks))
      throw new DomainError('too_many_requests', { retryAfter: RETRY_AFTER_SECONDS });
    const stream = new StatusStream();
    watch.add(stream);
    this.watches.set(challengeId, watch);
    this.streamsPerNetwork.add(networks, 1);
    stream.once('close', () => this.leave(stream, challengeId, networks));
    return { stream, watch };
  }

  private leave(stream: StatusStream, challengeId: string, networks: Networks): void {
    const watch = this.watches.get(challengeId);
    watch?.remove(stream);
    if (watch?.size === 0) this.watches.delete(challengeId);
    this.streamsPerNetwork.add(networks, -1);
  }
}
