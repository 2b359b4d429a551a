import { Injectable } from '@nestjs/common';
import { Notifications, type Verified } from '@app/otp';
import { EventPublisher } from '@app/redis';
import { type OpenedSession, RevokedSessions } from '@app/session';
import { type Caller, originOf } from '../client/caller';

/** What follows a sign-in after its session was stored. */
@Injectable()
export class SignInEvents {
  constructor(
    private readonly events: EventPublisher,
    private readonly revoked: RevokedSessions,
    private readonly notifications: Notifications,
  ) {}

  publish(verified: Verified, opened: OpenedSession, caller: Caller): void {
    const { challengeId } = verified;
    const { shop, session, ended } = opened;
    this.events.publish('otp.verified', { v: 1, challengeId });
    this.events.publish('challenge.changed', { v: 1, challengeId });
    this.events.publish('session.opened', { v: 1, shopId: shop.id, sessionId: session.id });
    this.revoked.publish({ shopId: shop.id, ended });
    if (opened.isNotificationDue) this.notifyOwner(verified, opened, caller);
  }

  /** Not awaited: the sign-in succeeds in any case. If this fails, a worker finds the session in Postgres within two minutes. */
  private notifyOwner(
    { challengeId, phone, requestId }: Verified,
    { shop, session, ownerId }: OpenedSession,
    caller: Caller,
  ): void {
    const at = new Date(session.createdAt);
    this.notifications
      .enqueueSignIn({ phone, ownerId }, challengeId, {
        origin: originOf(caller),
        at,
        timeZone: shop.timezone,
        requestId,
      })
      .catch((error: unknown) =>
        caller.log.warn(
          error,
          'the notification of a sign-in is not in the outbox yet; a worker will enqueue it',
        ),
      );
  }
}
