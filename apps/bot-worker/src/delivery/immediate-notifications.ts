import { Injectable } from '@nestjs/common';
import { Notifications } from '@app/otp';
import { OutboxDelivery } from './outbox-delivery';

/** Enqueues notifications and delivers them at once, without a wait for the sweep. */
@Injectable()
export class ImmediateNotifications {
  constructor(
    private readonly notifications: Notifications,
    private readonly delivery: OutboxDelivery,
  ) {}

  /** Resolves when the notification is in the outbox, so that it cannot be lost. */
  async enqueue(notification: Parameters<Notifications['enqueue']>[0]): Promise<void> {
    const entry = await this.notifications.enqueue(notification);
    void this.delivery.deliver(entry);
  }
}
