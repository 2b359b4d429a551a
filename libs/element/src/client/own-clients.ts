import { createClient, type Language } from '@otpravka/client';
import type { SignInClient } from './sign-in-client.ts';

type Transport = SignInClient['transport'];

/**
 * The clients that the element makes by itself, one for each API. One is made when it is first used: until then a page may set its
 * own client, or an attribute.
 */
export class OwnClients {
  private readonly made = new Map<string, SignInClient>();
  private current: Language | undefined;

  get(api: string, transport: Transport): SignInClient {
    const key = `${transport} ${api}`;
    const made = this.made.get(key) ?? createClient({ api, transport, language: this.current });
    this.made.set(key, made);
    return made;
  }

  set language(language: Language) {
    this.current = language;
    for (const client of this.made.values()) client.language = language;
  }
}
