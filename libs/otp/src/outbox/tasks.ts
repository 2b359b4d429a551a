import type { E164, Language } from '@app/contract';
import type { ChallengeChannel, ChallengePurpose, Origin } from '../challenge/challenge';

/** One entry of the outbox. Only this lib reads its fields. */
export interface Entry {
  readonly partition: string;
  readonly member: string;
  readonly isCode: boolean;
  /** The entry comes from an event, so an edit may be sent before it is due. */
  readonly isFromEvent: boolean;
}

export const entryOf = (
  partition: string,
  member: string,
  { isFromEvent } = { isFromEvent: true },
): Entry => ({
  partition,
  member,
  isCode: member.startsWith('code:'),
  isFromEvent,
});

/** The part of a member after its kind, as in `code:<id>`. */
export const idOf = ({ member }: Entry): string => member.slice(member.indexOf(':') + 1);

interface Claimed {
  readonly entry: Entry;
  /** Proves the lease when the task is settled. */
  readonly lease: string;
  /** When the lease ends, by the clock of this process. A send must not start unless it can end before this time. */
  readonly leaseEndsAt: Date;
  /** How many earlier sends failed with an answer of Telegram. */
  readonly failedSends: number;
  /** The language of the page or of the message that is edited; undefined if it is unknown. */
  readonly language: Language | undefined;
  /** The HTTP request that asked for the code, or an id of its own for a code of the bot; undefined if it is unknown. */
  readonly requestId: string | undefined;
}

export interface CodeTask extends Claimed {
  readonly kind: 'code';
  readonly challengeId: string;
  readonly phone: E164;
  readonly code: string;
  readonly origin: Origin;
  readonly channel: ChallengeChannel;
  readonly purpose: ChallengePurpose;
  /** The numbers to choose from, for a person who has opened the link of the page; otherwise empty. */
  readonly approvalOffers: readonly string[];
  /** The phone was linked just now, and the message of this code says so. */
  readonly followsLinking: boolean;
  /** When the challenge expires, by the clock of this process. */
  readonly expiresAt: Date;
  /** Since when the code waits for a worker, by the clock of this process: the request, or the moment the phone got a chat. */
  readonly dueAt: Date;
}

/**
 * Why a send failed and is retried: a passing failure, a refused bot token, a pause, a chat that cannot be reached, or a worker
 * that lacks the secret of the code.
 */
export const SEND_PROBLEMS = ['passing', 'bad_token', 'flood', 'unreachable', 'missing_key'] as const;
export type SendProblem = (typeof SEND_PROBLEMS)[number];

/** Why the code of a message is no longer valid. */
export const EDIT_REASONS = [
  ...(['used', 'erased', 'refused', 'replaced', 'wrong_number', 'closed'] as const),
  ...(['expired', 'exhausted', 'erase_expired', 'erase_exhausted'] as const),
] as const;
export type EditReason = (typeof EDIT_REASONS)[number];

export const isEditReason = (subject: EditReason | NotificationType): subject is EditReason =>
  EDIT_REASONS.some((reason) => reason === subject);

export interface EditTask extends Claimed {
  readonly kind: 'edit';
  readonly why: EditReason;
  readonly challengeId: string;
  /** Who used the code; empty names if nobody did. */
  readonly usedBy: Origin;
  readonly chatId: number;
  readonly messageId: number;
}

export const NOTIFICATION_TYPES = [
  'signed_in',
  'relinked',
  'moved',
  'move_asked',
  'token_reused',
  'phone_locked',
  'shop_moved',
  'shop_erased',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** Who signed in, and when, as the owner is shown it. */
export interface SignInFacts {
  readonly origin: Origin;
  readonly at: Date;
  /** IANA time zone of the shop. */
  readonly timeZone: string;
  /** The id under which the log has the code that was used. */
  readonly requestId?: string | undefined;
}

/** What a notification says. Its id is the one that `Notifications` was called with. */
export type NotificationContent =
  | { readonly type: 'signed_in'; readonly id: string; readonly signIn: SignInFacts }
  | { readonly type: Exclude<NotificationType, 'signed_in'>; readonly id: string };

export type NotificationTask = Claimed &
  NotificationContent & {
    readonly kind: 'notification';
    /**
     * A chat; the account that owned the shop, which gets the message only while a phone is linked to it; or the phone whose account
     * is looked up at the time of sending.
     */
    readonly to: { readonly chatId: number } | { readonly ownerId: number } | { readonly phone: E164 };
  };

export type Task = CodeTask | EditTask | NotificationTask;
