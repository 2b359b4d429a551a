import { createHash } from 'node:crypto';

/**
 * Both services compute the same ids from the same texts, so that no other id has to travel between them: a trace from the id of the
 * request that asked for a code, a span from the id of its request or the lease of its delivery.
 */
export const traceIdOf = (requestId: string): string => digestOf(`trace ${requestId}`).slice(0, 32);

export const spanIdOf = (key: string): string => digestOf(`span ${key}`).slice(0, 16);

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
