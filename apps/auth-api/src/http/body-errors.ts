import { DomainError, type Language } from '@app/contract';
import type { z } from 'zod';
import { fieldText } from './field-text';

/** Of alternatives, what is missing for the nearest one. */
const withoutUnions = (issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] =>
  issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const nearest = issue.errors.reduce((best, other) => (other.length < best.length ? other : best));
    return withoutUnions(nearest);
  });

/** @throws DomainError `body_invalid` naming every bad field */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown, language: Language): z.output<S> {
  // What was sent tells what is missing from what is wrong; it goes no further than that.
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  const errors = withoutUnions(result.error.issues).map((issue) => ({
    path: issue.path.join('.'),
    message: fieldText(issue, language),
  }));
  throw new DomainError('body_invalid', { errors });
}
