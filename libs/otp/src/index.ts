export { BotChallenges, type Opened, type Refused } from './bot-challenges';
export { ChallengeCloser } from './challenge-closer';
export { Notifications } from './notifications';
export { Otp } from './otp';
export { OtpModule } from './otp.module';
export { Outbox } from './outbox';
export { type OutboxDepth, OutboxStatistics } from './outbox-depth';
export { OtpAdmin, type Unlocked } from './otp-admin';
export type { ChallengeState, OverdueJob, PhoneState, RequestWindow } from './phone-state';
export type {
  CodeTask,
  EditReason,
  EditTask,
  Entry,
  Notice,
  NotificationTask,
  SendProblem,
  Task,
} from './tasks';
export type {
  AskedOf,
  Issued,
  LimitState,
  LinkedChallenge,
  Networks,
  Origin,
  Progress,
  Verified,
} from './types';
export { NETWORK_FACTORS, TooManyRequests, WrongCode } from './types';
