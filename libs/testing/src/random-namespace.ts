import { randomBytes } from 'node:crypto';

/** Tests share one Redis; a random namespace keeps their keys and channels apart. */
export const randomNamespace = (): string => `t-${randomBytes(6).toString('hex')}`;
