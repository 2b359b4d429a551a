import { z } from 'zod';
import type { InvalidField } from './invalid-body';

/** The texts of custom checks, which the schemas of `@app/contract` name in `params.text`. */
const customText = z.enum(['notCurrency', 'notName', 'notTimeZone']);

type FieldText = Omit<InvalidField, 'path'>;

const MAX_NAMES = 10;
const LONGEST_NAMES = 200;

/** Our own text for an issue: zod's texts name types, and zod has none in Kazakh. */
export function fieldText(issue: z.core.$ZodIssue): FieldText {
  switch (issue.code) {
    case 'custom':
      return {
        key: `error.body_invalid.${customText.safeParse(issue.params?.['text']).data ?? 'notUsable'}`,
      };
    case 'invalid_type':
      return issue.input === undefined
        ? { key: 'error.body_invalid.required' }
        : { key: 'error.body_invalid.notOfType', params: { type: issue.expected } };
    case 'invalid_value':
      return issue.values.length > MAX_NAMES
        ? { key: 'error.body_invalid.notUsable' }
        : { key: 'error.body_invalid.notOneOf', params: { values: issue.values.map(String).join(', ') } };
    case 'too_big':
      return {
        key: issue.origin === 'string' ? 'error.body_invalid.tooLong' : 'error.body_invalid.tooBig',
        params: { most: Number(issue.maximum) },
      };
    case 'too_small':
      return issue.origin === 'string'
        ? { key: 'error.body_invalid.required' }
        : { key: 'error.body_invalid.tooSmall', params: { least: Number(issue.minimum) } };
    case 'unrecognized_keys': {
      const names = issue.keys.slice(0, MAX_NAMES).join(', ').slice(0, LONGEST_NAMES);
      return { key: 'error.body_invalid.unknownField', params: { names } };
    }
    default:
      return { key: 'error.body_invalid.notUsable' };
  }
}
