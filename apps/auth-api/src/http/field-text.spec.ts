import {
  DomainError,
  LANGUAGES,
  activityQuery,
  requestOtpBody,
  shopPatch,
  verifyOtpBody,
} from '@app/contract';
import type { z } from 'zod';
import { parseBody } from './body-errors';

const errorsOf = (schema: z.ZodType, body: unknown, language: (typeof LANGUAGES)[number] = 'en') => {
  try {
    parseBody(schema, body, language);
  } catch (error) {
    return (error as DomainError).extras.errors;
  }
  throw new Error('it was taken');
};

describe('what is wrong with a field', () => {
  it.each<[z.ZodType, unknown, string, string]>([
    [requestOtpBody, {}, 'phone', 'This field is required.'],
    [requestOtpBody, { phone: '' }, 'phone', 'This field is required.'],
    [requestOtpBody, undefined, '', 'This field is required.'],
    [requestOtpBody, [], '', 'A value of the JSON type object is needed here.'],
    [requestOtpBody, { phone: 7 }, 'phone', 'A value of the JSON type string is needed here.'],
    [requestOtpBody, { phone: '7'.repeat(65) }, 'phone', 'At most 64 characters.'],
    [requestOtpBody, { phone: '7', country: 'KAZ' }, 'country', 'This value cannot be used here.'],
    [verifyOtpBody, { challengeId: 'c' }, 'code', 'This field is required.'],
    [shopPatch, { language: 'de' }, 'language', 'Possible values: ru, en, kk, uz.'],
    [shopPatch, { plan: 'pro', phone: '+7' }, '', 'There are no such fields here: plan, phone.'],
    [shopPatch, { currency: 'tenge' }, 'currency', 'A currency is three letters of ISO 4217, such as KZT.'],
    [activityQuery, { limit: '101' }, 'limit', 'At most 100.'],
    [activityQuery, { limit: '0' }, 'limit', 'At least 1.'],
    [activityQuery, { before: 'x' }, 'before', 'This value cannot be used here.'],
  ])('%#: %j', (schema, body, path, message) => {
    expect(errorsOf(schema, body)).toEqual([{ path, message }]);
  });

  it('is told in each language, and holds nothing of what was sent', () => {
    const bodies = [{}, { phone: 7 }, { phone: '7'.repeat(65) }, { phone: '7', country: 'secret' }];
    for (const body of bodies) {
      const told = LANGUAGES.map((language) => errorsOf(requestOtpBody, body, language)![0]!.message);
      expect(new Set(told).size).toBe(LANGUAGES.length);
      expect(told.join()).not.toMatch(/777|secret|\{\{/);
    }
  });
});
