import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { fieldText } from './field-text';
import { InvalidBody } from './invalid-body';

/** The issues of a union are those of its alternative with the fewest. */
const withoutUnions = (issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] =>
  issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const nearest = issue.errors.reduce((best, other) => (other.length < best.length ? other : best));
    return withoutUnions(nearest);
  });

/** Parses a body or a query by its schema. */
export class ZodPipe<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  /** @param absent is parsed where there is no value, such as `{}` for a body that may be left out */
  constructor(
    private readonly schema: S,
    private readonly absent?: object,
  ) {}

  /** @throws InvalidBody naming every invalid field */
  transform(value: unknown): z.output<S> {
    // `reportInput` tells a missing field from one of another type. The input itself goes into no answer and no log.
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
