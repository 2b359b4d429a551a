import type { Session, Shop } from '../contract.ts';

/** Who is signed in. A change makes a new object, so that `===` tells whether anything has changed. */
export interface CurrentSession {
  readonly shop: Shop;
  readonly session: Session;
}
