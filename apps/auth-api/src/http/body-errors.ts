import { DomainError, type Language } from '@app/contract';
import { text } from '@app/i18n';
import { z } from 'zod';

type Told = 'notCurrency' | 'notName' | 'notTimeZone';

/** zod speaks no Kazakh: there the fallback language of the product stands in. */
const MESSAGES = {
  ru: z.locales.ru().localeError,
  en: z.locales.en().localeError,
  kk: z.locales.ru().localeError,
  uz: z.locales.uz().localeError,
} satisfies Record<Language, unknown>;

/** Of alternatives, what is missing for the nearest one. */
const withoutUnions = (issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] =>
  issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const nearest = issue.errors.reduce((best, other) => (other.length < best.length ? other : best));
    return withoutUnions(nearest);
  });

/** A check of ours names its text. */
const toldBy = (issue: z.core.$ZodIssue, language: Language): string | undefined => {
  const told = issue.code === 'custom' ? (issue.params?.['told'] as Told | undefined) : undefined;
  return told && text(language, `error.body_invalid.${told}`);
};

/** @throws DomainError `body_invalid` naming every bad field */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown, language: Language): z.output<S> {
  const result = schema.safeParse(body, { error: MESSAGES[language], reportInput: false });
  if (result.success) return result.data;
  const errors = withoutUnions(result.error.issues).map((issue) => ({
    path: issue.path.join('.'),
    message: toldBy(issue, language) ?? issue.message,
  }));
  throw new DomainError('body_invalid', { errors });
}
