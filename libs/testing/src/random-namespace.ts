import { randomBytes } from 'node:crypto';

/** Tests share one Redis and never a key or channel. */
export const randomNamespace = (): string => `t-${randomBytes(6).toString('hex')}`;
