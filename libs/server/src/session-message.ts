import { isUuid } from './uuid.ts';

interface Envelope {
  readonly data?: { readonly v?: unknown; readonly sessionId?: unknown };
}

/** The session that a message of the channel `session.revoked` names. @returns undefined for any other text */
export function sessionInMessage(text: string): string | undefined {
  try {
    const { data } = JSON.parse(text) as Envelope;
    return data?.v === 1 && isUuid(data.sessionId) ? data.sessionId : undefined;
  } catch {
    return undefined;
  }
}
