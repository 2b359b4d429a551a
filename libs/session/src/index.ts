export { AccessTokens, type AccessClaims } from './access-tokens';
export { Activity } from './activity.entity';
export { Session } from './session.entity';
export { PhoneSessions } from './phone-sessions';
export { SessionModule } from './session.module';
export { Sessions, type OpenSession, type SessionClient } from './sessions';
