import type { ErrorCode } from '@app/contract';

/** Every code has a title and a detail; the compiler finds a missing one. */
export type ErrorTexts = {
  readonly [C in ErrorCode]: {
    readonly title: string;
    readonly detail: string;
    readonly notJson?: string;
    readonly notCode?: string;
    readonly notCurrency?: string;
    readonly notName?: string;
    readonly notTimeZone?: string;
    readonly notThisScope?: string;
    readonly detailLeft_one?: string;
    readonly detailLeft_few?: string;
    readonly detailLeft_many?: string;
    readonly detailLeft_other?: string;
  };
};
