import type { ErrorCode } from '@app/contract';

/** Each error code has a title and a detail; the compiler reports a missing one. */
export type ErrorTexts = Readonly<
  Record<ErrorCode, { readonly title: string; readonly detail: string } & Readonly<Record<string, string>>>
>;
