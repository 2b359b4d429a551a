export { DomainError, ERROR_CODES, ERROR_STATUS, type ErrorCode, type ErrorExtras } from './errors';
export { FALLBACK_LANGUAGE, LANGUAGES, languageOf, negotiateLanguage, type Language } from './language';
export { messages, type Channel, type Message } from './messages';
export { maskPhone, parseContactPhone, parsePhone, phoneCountry, type E164, type Phone } from './phone';
export {
  health,
  jwks,
  logoutBody,
  meAnswer,
  problem,
  refreshBody,
  requestOtpAnswer,
  requestOtpBody,
  session,
  shop,
  tokens,
  verifyOtpAnswer,
  verifyOtpBody,
  type Health,
  type Jwks,
  type LogoutBody,
  type MeAnswer,
  type Problem,
  type RefreshBody,
  type RequestOtpAnswer,
  type RequestOtpBody,
  type Session,
  type Shop,
  type Tokens,
  type VerifyOtpAnswer,
  type VerifyOtpBody,
} from './http';
