import type { Channel } from '@app/contract';

/** Pub/sub ignores database numbers and key prefixes, so the namespace is part of the channel name. */
export const channelName = (namespace: string, channel: Channel): string => `${namespace}.${channel}`;
