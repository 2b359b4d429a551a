export { OtpModule } from './otp.module';

export { type Approval, Approvals, type Approved } from './challenge/approvals';
export { BotChallenges, type Opened, type Refused, type RequestedFromBot } from './challenge/bot-challenges';
export type {
  Issued,
  IssuedSignIn,
  LinkedChallenge,
  Origin,
  Progress,
  Verified,
} from './challenge/challenge';
export { WrongCode } from './challenge/challenge';
export { ChallengeCloser } from './challenge/challenge-closer';
export { lockedPhonesCounter } from './challenge/locked-phones';
export { Otp } from './challenge/otp';

export { canonicalAddress, networksOf } from './limits/networks';
export { type LimitState, NETWORK_FACTORS, type Networks, TooManyRequests } from './limits/limit-state';

export { OtpAdmin, type Unlocked } from './operator/otp-admin';
export { type AddressState, type AddressWindowState, AddressReader } from './operator/address-reader';
export { OutboxReader, type WaitingEntry } from './operator/outbox-reader';
export type {
  EraseState,
  ObservedChallenge,
  OverdueJob,
  PhoneState,
  RequestWindow,
} from './operator/phone-state';

export { Notifications } from './outbox/notifications';
export { Outbox } from './outbox/outbox';
export { type OutboxDepth, OutboxStatistics } from './outbox/outbox-statistics';
export type {
  CodeTask,
  EditReason,
  EditTask,
  Entry,
  NotificationContent,
  NotificationTask,
  NotificationType,
  SendProblem,
  SignInFacts,
  Task,
} from './outbox/tasks';
