import { LANGUAGES, activityQuery, requestOtpBody, shopPatch, verifyOtpBody } from '@app/contract';
import type { z } from 'zod';
import { failureOf, problemOf } from './problem';
import { ZodPipe } from './zod.pipe';

const errorsOf = (schema: z.ZodType, body: unknown, language: (typeof LANGUAGES)[number] = 'en') => {
  try {
    new ZodPipe(schema).transform(body);
  } catch (error) {
    return problemOf(failureOf(error), language, 'id-1').errors;
  }
  throw new Error('The body was accepted.');
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

  it('is written in each language, and holds nothing of the body', () => {
    const bodies = [{}, { phone: 7 }, { phone: '7'.repeat(65) }, { phone: '7', country: 'secret' }];
    for (const body of bodies) {
      const texts = LANGUAGES.map((language) => errorsOf(requestOtpBody, body, language)![0]!.message);
      expect(new Set(texts).size).toBe(LANGUAGES.length);
      expect(texts.join()).not.toMatch(/777|secret|\{\{/);
    }
  });
});
