import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Notifications } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { DUE_BATCH, type DueNotification, SignInNotifications } from '@app/session';
import { BackgroundWork } from '../scheduling/background-work';

const INTERVAL_MS = 60_000;

/**
 * Enqueues the notifications of sign-ins that the API could not enqueue, at boot and every minute. Several workers may find the
 * same sign-in: a notification enters the outbox once.
 */
@Injectable()
export class MissedSignIns implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(MissedSignIns.name);
  private readonly background = new BackgroundWork(this.log);

  constructor(
    private readonly signIns: SignInNotifications,
    private readonly notifications: Notifications,
  ) {}

  onApplicationBootstrap(): void {
    this.background.repeat(INTERVAL_MS, () => this.enqueueMissed());
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  private async enqueueMissed(): Promise<void> {
    try {
      // Every reported sign-in is listed, also if the API has enqueued its notification.
      while ((await this.enqueueBatch()) === DUE_BATCH);
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, 'notifications of sign-ins may be missing in the outbox');
    }
  }

  /** @returns how many sign-ins are settled; the others stay due, and the first failure is thrown */
  private async enqueueBatch(): Promise<number> {
    const due = await this.signIns.due();
    const results = await Promise.allSettled(due.map((each) => this.enqueue(each)));
    const enqueued = due.filter((_, index) => results[index]!.status === 'fulfilled');
    if (enqueued.length > 0) await this.signIns.settle(enqueued.map(({ challengeId }) => challengeId));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return enqueued.length;
  }

  private async enqueue(signIn: DueNotification): Promise<void> {
    const { challengeId, browser, system, ip, createdAt, timezone } = signIn;
    const facts = { origin: { browser, system, ip }, at: new Date(createdAt), timeZone: timezone };
    await this.notifications.enqueueSignIn(signIn, challengeId, facts);
  }
}
