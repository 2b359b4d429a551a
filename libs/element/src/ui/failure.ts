import type { OtpravkaError } from '@otpravka/client';

/**
 * Whether an error comes from the client. The name decides, because the client that a page passes to the element may be
 * another copy of the class.
 */
export const isFailure = (error: unknown): error is OtpravkaError =>
  error instanceof Error && error.name === 'OtpravkaError';
