import type { KeyValueStorage } from '@otpravka/element/pages';

const STORAGE_KEY = 'otpravka.signedIn';

/**
 * Whether this browser has probably a session. Scripts cannot read its cookie, and a request without one is an error in the
 * console of every visitor.
 */
export class SessionHint {
  constructor(private readonly storage: KeyValueStorage) {}

  get exists(): boolean {
    return this.storage.getItem(STORAGE_KEY) !== null;
  }

  set(): void {
    this.storage.setItem(STORAGE_KEY, '1');
  }

  clear(): void {
    this.storage.removeItem(STORAGE_KEY);
  }
}
