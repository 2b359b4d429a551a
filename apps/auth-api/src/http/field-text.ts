import type { Language } from '@app/contract';
import { text, type TextKey } from '@app/i18n';
import type { z } from 'zod';

/** Texts of checks of ours; the schema names them. */
type Told = 'notCurrency' | 'notName' | 'notTimeZone';
type Field = TextKey & `error.body_invalid.${string}`;
type Params = Readonly<Record<string, string | number>>;

const MOST_VALUES = 10;

/** What is wrong with a field, in words of ours: those of the library speak of types, and no Kazakh. */
export function fieldText(issue: z.core.$ZodIssue, language: Language): string {
  const [key, params] = toldOf(issue);
  return text(language, key, params);
}

function toldOf(issue: z.core.$ZodIssue): [Field, Params?] {
  switch (issue.code) {
    case 'custom':
      return [`error.body_invalid.${(issue.params?.['told'] as Told | undefined) ?? 'notUsable'}`];
    case 'invalid_type':
      return issue.input === undefined
        ? ['error.body_invalid.required']
        : ['error.body_invalid.notOfType', { type: issue.expected }];
    case 'invalid_value':
      return issue.values.length > MOST_VALUES
        ? ['error.body_invalid.notUsable']
        : ['error.body_invalid.notOneOf', { values: issue.values.map(String).join(', ') }];
    case 'too_big':
      return issue.origin === 'string'
        ? ['error.body_invalid.tooLong', { most: Number(issue.maximum) }]
        : ['error.body_invalid.tooBig', { most: Number(issue.maximum) }];
    case 'too_small':
      return issue.origin === 'string'
        ? ['error.body_invalid.required']
        : ['error.body_invalid.tooSmall', { least: Number(issue.minimum) }];
    case 'unrecognized_keys':
      return [
        'error.body_invalid.unknownField',
        { names: issue.keys.slice(0, MOST_VALUES).join(', ').slice(0, 200) },
      ];
    default:
      return ['error.body_invalid.notUsable'];
  }
}
