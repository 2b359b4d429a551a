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

describe('the text for an invalid field', () => {
  it.each<[unknown, z.ZodType, string, string]>([
    [{}, requestOtpBody, 'phone', 'This field is required.'],
    [{ phone: '' }, requestOtpBody, 'phone', 'This field is required.'],
    [undefined, requestOtpBody, '', 'This field is required.'],
    [[], requestOtpBody, '', 'A value of the JSON type object is needed here.'],
    [{ phone: 7 }, requestOtpBody, 'phone', 'A value of the JSON type string is needed here.'],
    [{ phone: '7'.repeat(65) }, requestOtpBody, 'phone', 'At most 64 characters.'],
    [{ phone: '7', country: 'KAZ' }, requestOtpBody, 'country', 'This value cannot be used here.'],
    [{ challengeId: 'c' }, verifyOtpBody, 'code', 'This field is required.'],
    [{ language: 'de' }, shopPatch, 'language', 'Possible values: ru, en, kk, uz.'],
    [{ plan: 'pro', phone: '+7' }, shopPatch, '', 'There are no such fields here: plan, phone.'],
    [{ currency: 'tenge' }, shopPatch, 'currency', 'A currency is three letters of ISO 4217, such as KZT.'],
    [{ limit: '101' }, activityQuery, 'limit', 'At most 100.'],
    [{ limit: '0' }, activityQuery, 'limit', 'At least 1.'],
    [{ before: 'x' }, activityQuery, 'before', 'This value cannot be used here.'],
  ])('for the body %j names the error', (body, schema, path, message) => {
    expect(errorsOf(schema, body)).toEqual([{ path, message }]);
  });

  it('exists in each language and repeats nothing of the body', () => {
    const bodies = [{}, { phone: 7 }, { phone: '7'.repeat(65) }, { phone: '7', country: 'secret' }];
    for (const body of bodies) {
      const texts = LANGUAGES.map((language) => errorsOf(requestOtpBody, body, language)![0]!.message);
      expect(new Set(texts).size).toBe(LANGUAGES.length);
      expect(texts.join()).not.toMatch(/777|secret|\{\{/);
    }
  });
});
