import { bearerTokenIn, type RequestWithHeaders } from './bearer.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { tokenInvalid, VerificationError } from './verification-error.ts';
import type { AccessClaims, Verifier } from './verifier.ts';

/** The claims of the requests that a guard has admitted. They are not properties, which other middleware could set. */
const admitted = new WeakMap<object, AccessClaims>();

/** Verifies the access token of a request, and keeps its claims. @returns the answer if the request is refused */
export async function admit(verifier: Verifier, request: RequestWithHeaders): Promise<Refusal | undefined> {
  try {
    const token = bearerTokenIn(request);
    if (token === undefined)
      throw tokenInvalid('The request has no header "Authorization: Bearer …", or more than one.');
    admitted.set(request, await verifier.verifyAccessToken(token));
    return undefined;
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return refusalOf(error, request.headers['accept-language']);
  }
}

/** @throws Error on a route without a guard, so that a forgotten guard is never an anonymous shop */
export function admittedClaims(request: object): AccessClaims {
  const claims = admitted.get(request);
  if (claims === undefined)
    throw new Error(
      'This route reads the claims of a request, and no guard of @otpravka/server runs before.',
    );
  return claims;
}
