export { BOT_USERNAME } from './bot-username';
export { asciiDigits } from './digits';
export { DomainError, ERROR_CODES, ERROR_STATUS, type ErrorCode, type ErrorExtras } from './errors';
export {
  acceptedLanguage,
  FALLBACK_LANGUAGE,
  LANGUAGES,
  languageOf,
  negotiateLanguage,
  type Language,
} from './language';
export { messages, type Channel, type Message } from './messages';
export {
  formatPhone,
  maskPhone,
  parseContactPhone,
  parsePhone,
  phoneCountry,
  type E164,
  type Phone,
} from './phone';
export { numbersWithSameDigits } from './shared-number';
export { clientOf, type Client } from './user-agent';
export { PLANS, planCovers, type Plan } from './plan';
export {
  botAnswer,
  challengeEvent,
  requestOtpAnswer,
  requestOtpBody,
  verifyOtpBody,
  type BotAnswer,
  type ChallengeEvent,
  type ChallengeStatus,
  type RequestOtpAnswer,
  type RequestOtpBody,
  type VerifyOtpBody,
} from './http-challenges';
export {
  activityAnswer,
  activityQuery,
  eraseBody,
  eraseCodeAnswer,
  health,
  jwks,
  logoutBody,
  meAnswer,
  problem,
  refreshBody,
  session,
  sessionsAnswer,
  shop,
  shopPatch,
  tokens,
  transportQuery,
  verifyOtpAnswer,
  type ActivityAnswer,
  type EraseCodeAnswer,
  type Health,
  type Jwks,
  type LogoutBody,
  type MeAnswer,
  type Problem,
  type RefreshBody,
  type Session,
  type SessionsAnswer,
  type Shop,
  type ShopPatch,
  type Tokens,
  type VerifyOtpAnswer,
} from './http';
