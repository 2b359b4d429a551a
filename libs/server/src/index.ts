export type { RedisClient, RedisConnection } from './redis-subscription.ts';
export { type Problem, type Refusal, refusalOf } from './refusal.ts';
export { VerificationError, type VerificationErrorCode } from './verification-error.ts';
export { type AccessClaims, createVerifier, type Verifier, type VerifierOptions } from './verifier.ts';
