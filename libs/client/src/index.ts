export type {
  ActivityAnswer,
  ActivityEntry,
  Approval,
  ApprovedChallenge,
  BotAnswer,
  ChallengeStatus,
  CodeOfChallenge,
  CodeOfPhone,
  EraseCodeAnswer,
  ErrorCode,
  FieldError,
  Language,
  ListedSession,
  LogoutScope,
  MeAnswer,
  Plan,
  Problem,
  RequestOtpAnswer,
  RequestOtpBody,
  Session,
  SessionsAnswer,
  Shop,
  ShopPatch,
  Tokens,
  VerifyOtpAnswer,
  VerifyOtpBody,
  WrittenPhone,
} from './contract.ts';
export type { ClientOptions, CodeRequest, OtpravkaClient, SignedIn } from './client.ts';
export { createClient } from './create-client.ts';
export type { AuthorizedFetch } from './authorized-fetch.ts';
export { isOtpravkaError, OtpravkaError, type OtpravkaErrorCode, type OtpravkaErrorOf } from './error.ts';
export {
  OtpravkaApi,
  type BodyTokens,
  type OtpravkaApiOptions,
  type TokensBy,
  type Transport,
} from './otpravka-api.ts';
export type { SessionListener } from './session/client-session.ts';
export type { CurrentSession } from './session/current-session.ts';
export type { KeyValueStorage } from './session/refresh-token-storage.ts';
