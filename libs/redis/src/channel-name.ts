import type { Channel } from '@app/contract';

/** Pub/sub ignores database numbers and key prefixes, so the channel itself carries the namespace. */
export const channelName = (namespace: string, channel: Channel): string => `${namespace}.${channel}`;
