export { AccessTokens, type AccessClaims } from './access-tokens';
export { AccessTokenGuard, Claims, SignedIn } from './bearer';
export { CurrentShop, LiveSession, RequirePlan } from './require-plan';
export { Activity, type ActivityEvent } from './activity.entity';
export { Session } from './session.entity';
export { PhoneSessions, type EndedSessions } from './phone-sessions';
export { RevokedSessions } from './revoked-sessions';
export { SessionModule } from './session.module';
export {
  RefreshTokenReused,
  Sessions,
  type EndScope,
  type IssuedTokens,
  type OpenSession,
  type SessionClient,
} from './sessions';
