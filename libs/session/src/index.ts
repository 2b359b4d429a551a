export { AccessTokens, type AccessClaims } from './access-tokens';
export { Activity } from './activity';
export { ActivityEntry, type ActivityEvent } from './activity-entry.entity';
export { AccessTokenGuard, Claims, SignedIn } from './bearer';
export { LiveTenant } from './live-tenant';
export { PhoneSessions } from './phone-sessions';
export type { EndedSessions, SessionsOfAccount } from './replies';
export { CurrentShop, LiveSession, RequirePlan } from './require-plan';
export { type DeletedRows, Retention } from './retention';
export { RevokedSessions } from './revoked-sessions';
export { Session } from './session.entity';
export { SessionModule } from './session.module';
export {
  RefreshTokenReused,
  Sessions,
  type EndScope,
  type OpenedSession,
  type OpenSession,
  type SessionClient,
  type SignInClient,
} from './sessions';
export { type DueNotification, DUE_BATCH, SignInNotifications } from './sign-in-notifications';
export type { IssuedTokens } from './token-issuer';
