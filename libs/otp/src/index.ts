export { BotChallenges, type Opened } from './bot-challenges';
export { Otp } from './otp';
export { OtpModule } from './otp.module';
export { Outbox, type OutboxDepth } from './outbox';
export type { CodeTask, EditReason, EditTask, Entry, Notice, NoticeTask, Task } from './tasks';
export type { AskedOf, Issued, LimitState, LinkedChallenge, Origin, Progress, Verified } from './types';
export { TooManyRequests } from './types';
