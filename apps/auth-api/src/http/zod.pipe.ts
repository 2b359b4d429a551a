import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { fieldText } from './field-text';
import { InvalidBody } from './invalid-body';

/** A missing field counts twice: the caller means the alternative whose fields are there. */
const distance = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.length + issues.filter(({ code, input }) => code === 'invalid_type' && input === undefined).length;

/** Replaces each union by the issues of its nearest alternative. */
const withoutUnions = (issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] =>
  issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const nearest = issue.errors.reduce((best, other) => (distance(other) < distance(best) ? other : best));
    return withoutUnions(nearest);
  });

/** Parses a body or a query by its schema. */
export class ZodPipe<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  /** @param absent parsed in place of a missing value, such as `{}` for an optional body */
  constructor(
    private readonly schema: S,
    private readonly absent?: object,
  ) {}

  /** @throws InvalidBody naming every invalid field */
  transform(value: unknown): z.output<S> {
    // `reportInput` distinguishes a missing field from a wrong type. The input itself is in no answer and no log.
    const result = this.schema.safeParse(value ?? this.absent, { reportInput: true });
    if (result.success) return result.data;
    throw new InvalidBody(
      withoutUnions(result.error.issues).map((issue) => ({
        path: issue.path.join('.'),
        ...fieldText(issue),
      })),
    );
  }
}
