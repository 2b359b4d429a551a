import type { ErrorCode } from '@app/contract';

/** Each error code has a title and a detail; the compiler reports a missing one. */
export type ErrorTexts = {
  readonly [C in ErrorCode]: {
    readonly title: string;
    readonly detail: string;
    readonly notJson?: string;
    readonly notCode?: string;
    readonly notCurrency?: string;
    readonly required?: string;
    readonly notOfType?: string;
    readonly notOneOf?: string;
    readonly tooLong?: string;
    readonly tooBig?: string;
    readonly tooSmall?: string;
    readonly unknownField?: string;
    readonly notUsable?: string;
    readonly notName?: string;
    readonly notTimeZone?: string;
    readonly notThisScope?: string;
    readonly detailLeft_one?: string;
    readonly detailLeft_few?: string;
    readonly detailLeft_many?: string;
    readonly detailLeft_other?: string;
  };
};
