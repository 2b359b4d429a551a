import fc from 'fast-check';
import { type E164, formatPhone, maskPhone, parseContactPhone, parsePhone } from './phone';

/** A mobile number of each country: in E.164, in national form, and the country. */
const MOBILES = [
  ['+77011234567', '8 (701) 123-45-67', 'KZ'],
  ['+998901234567', '90 123 45 67', 'UZ'],
  ['+79161234567', '8 916 123-45-67', 'RU'],
  ['+996700123456', '0700 123 456', 'KG'],
  ['+992917123456', '917 12 3456', 'TJ'],
  ['+375294911911', '8 029 491-19-11', 'BY'],
  ['+995555123456', '555 12 34 56', 'GE'],
  ['+37477123456', '077 123456', 'AM'],
  ['+905012345678', '0501 234 56 78', 'TR'],
  ['+4915123456789', '0151 23456789', 'DE'],
  ['+12025550123', '(202) 555-0123', 'US'],
  ['+447400123456', '07400 123456', 'GB'],
  ['+380501234567', '050 123 4567', 'UA'],
  ['+994401234567', '040 123 45 67', 'AZ'],
] as const;

const e164 = (written: string, country?: string) => parsePhone(written, country)?.e164;

describe('a phone as a person writes it', () => {
  it.each(MOBILES)('is %s in all its forms', (expected, national, country) => {
    const digits = expected.slice(1);
    expect(e164(expected)).toBe(expected);
    expect(e164(digits)).toBe(expected);
    expect(e164(digits, country)).toBe(expected);
    expect(e164(`00${digits}`)).toBe(expected);
    expect(e164(national, country)).toBe(expected);
    expect(parsePhone(expected)?.country).toBe(country);
  });

  it.each([
    '+7 (701) 123-45-67',
    '+7 701 123 45 67',
    '7 701 123 45 67',
    '007 701 123 45 67',
    '+ 7 701 123 45 67',
    '(+7) 701 123 45 67',
    '+(7) 701 123-45-67',
    '+7 (701) 123 - 45 - 67',
    '+7.701.123.45.67',
    '+7/701/1234567',
    '+7–701—123−45‐67',
    '＋７７０１１２３４５６７',
    '＋７（７０１）１２３－４５－６７',
    '  +77011234567\n',
    '+7\t701\t1234567',
    '+7\u00a0701\u202f123\u200945\u200367',
    '\u202a+77011234567\u202c',
    '\u2068+7701\u00ad123\u200b45\u206067\u2069\ufeff',
    '\u061c+77011234567\u200e\u200f',
    '+٧ (٧٠١) ١٢٣-٤٥-٦٧',
    '٠٠٧٧٠١١٢٣٤٥٦٧',
    '۷۷۰۱۱۲۳۴۵۶۷',
    '+७७०११२३४५६७',
    '+7 ٧٠١ ۱۲۳ ४५ ６7',
  ])('may look like %j', (written) => expect(e164(written)).toBe('+77011234567'));

  it.each([
    ['8 701 123 45 67', 'KZ', '+77011234567'],
    ['(701) 123-45-67', 'KZ', '+77011234567'],
    ['8 (916) 123-45-67', 'RU', '+79161234567'],
    ['+49 (0) 151 23456789', undefined, '+4915123456789'],
    ['011 49 151 23456789', 'US', '+4915123456789'],
    ['8 499 123-45-67', 'RU', '+74991234567'],
    ['4915123456789', 'DE', '+4915123456789'],
    ['2025550123', 'US', '+12025550123'],
    ['390 100 000', 'IT', '+39390100000'],
    ['+77011234567', 'UZ', '+77011234567'],
    ['998901234567', 'KZ', '+998901234567'],
    ['77011234567', 'US', '+77011234567'],
    ['77011234567', 'ZZ', '+77011234567'],
  ])('as %j in %s is %s', (written, country, expected) => expect(e164(written, country)).toBe(expected));

  /** Without its plus, most of these are also a landline of Germany or China in the metadata. */
  describe.each([
    ['+77011234567', 'KZ'],
    ['+77771234567', 'KZ'],
    ['+79161234567', 'RU'],
    ['+79912345678', 'RU'],
    ['+998901234567', 'UZ'],
    ['+996700123456', 'KG'],
    ['+992917123456', 'TJ'],
    ['+375294911911', 'BY'],
    ['+37477123456', 'AM'],
    ['+994401234567', 'AZ'],
    ['+97688123456', 'MN'],
    ['+971501234567', 'AE'],
    ['+48512345678', 'PL'],
    ['+821012345678', 'KR'],
  ])('the mobile number %s of %s without its plus', (expected, own) => {
    const abroad = ['DE', 'CN', 'RU', 'KZ', 'US', 'UZ', 'KG', 'TR', 'AE', 'PL', 'LU', 'AT', 'IT', 'RS'];
    it.each([own, ...abroad])('is the same number in %s', (country) => {
      expect(e164(expected.slice(1), country)).toBe(expected);
    });
  });

  it.each([
    [
      '8 499 123-45-67',
      'RU',
      '+74991234567',
      'a landline of Moscow, though Vietnam has such a mobile number',
    ],
    ['030 123456', 'DE', '+4930123456', 'a landline of Berlin'],
    ['010 6552 9988', 'CN', '+861065529988', 'a landline of Beijing'],
    ['79912345678', 'BR', '+5579912345678', 'mobile in Brazil, as in Russia: the country decides'],
    ['2025550123', 'US', '+12025550123', 'of Washington'],
  ])('as %s in %s is %s, %s', (written, country, expected) => {
    expect(e164(written, country)).toBe(expected);
  });

  it.each([
    ['a landline of Almaty', '+7 727 258 12 34'],
    ['a landline of Moscow', '+7 495 123-45-67'],
    ['a landline of Berlin', '+49 30 123456'],
    ['a free-phone number', '+1 800 555 0199'],
    ['Tashkent, in the block 55', '+998 55 123 45 67'],
    ['VoIP of Britain', '+44 56 0000 0000'],
  ])('may be %s', (_, written) => {
    const digits = written.replace(/\D/g, '');
    expect(e164(written)).toBe(`+${digits}`);
    expect(parseContactPhone(digits)?.e164).toBe(`+${digits}`);
  });

  it('in national form is invalid without its country', () => {
    expect(e164('8 701 123 45 67')).toBeUndefined();
    expect(e164('8 701 123 45 67', 'UZ')).toBeUndefined();
    expect(e164('8 701 123 45 67', 'ZZ')).toBeUndefined();
  });

  it.each([
    ['a digit too few', '+7 701 123 45 6', undefined],
    ['a digit too many', '+7 701 123 45 678', undefined],
    ['an unknown country code', '+999 701 123 45 67', undefined],
    ['64 digits', '7'.repeat(64), undefined],
    ['letters', '+7 701 ABC 45 67', undefined],
    ['a word around it', 'tel. +7 701 123 45 67', undefined],
    ['an extension', '+77011234567 ext. 5', undefined],
    ['a short extension', '+77011234567x5', undefined],
    ['an extension in Russian', '+77011234567 доб. 5', undefined],
    ['an extension of a URI', '+77011234567;ext=5', undefined],
    ['a phone context', '1234567;phone-context=+7701', undefined],
    ['a URI', 'tel:+77011234567', undefined],
    ['a URI of a national number', 'tel:87011234567', 'KZ'],
    ['two numbers', '+77011234567, +77017654321', undefined],
    ['two pluses', '++77011234567', undefined],
    ['a plus at the end', '77011234567+', undefined],
    ['a plus after the zeros', '00+77011234567', undefined],
    ['no text', '', undefined],
    ['a space alone', ' ', undefined],
    ['a plus alone', '+', undefined],
    ['separators alone', '+ ( ) - . /', undefined],
    ['invisible characters alone', '\u200b\u2060', undefined],
  ])('is invalid with %s', (_, written, country) => expect(parsePhone(written, country)).toBeUndefined());
});

describe('the phone of a Telegram contact', () => {
  it.each(MOBILES)('is %s with and without its plus', (expected) => {
    expect(parseContactPhone(expected)?.e164).toBe(expected);
    expect(parseContactPhone(expected.slice(1))?.e164).toBe(expected);
  });

  it('may be written with spaces, brackets and dashes', () => {
    expect(parseContactPhone('+7 (701) 123-45-67')).toEqual({ e164: '+77011234567', country: 'KZ' });
  });

  it.each([
    ['a phone context', '1234567;phone-context=+7701'],
    ['a phone context of a full number', '+77011234567;phone-context=+998'],
    ['an extension', '+77011234567 ext. 5'],
    ['an extension of a URI', '+77011234567;ext=5'],
    ['words before it', 'call +77011234567'],
    ['words after it', '+77011234567 please'],
    ['a URI', 'tel:+77011234567'],
    ['a line feed', '+77011234567\n'],
    ['full-width digits', '＋７７０１１２３４５６７'],
    ['full-width digits among others', '+7701123456７'],
    ['Arabic digits', '+٧٧٠١١٢٣٤٥٦٧'],
    ['an invisible character', '+7701\u200b1234567'],
    ['a national prefix', '87011234567'],
    ['a national prefix after the country', '+7 8 701 123 45 67'],
    ['a zero after the country', '+49 (0) 151 23456789'],
    ['an international prefix', '0077011234567'],
    ['two pluses', '++77011234567'],
    ['too few digits', '+7701123'],
    ['too many digits', '+770112345678'],
    ['no text', ''],
  ])('is refused with %s', (_, sent) => expect(parseContactPhone(sent)).toBeUndefined());

  it('keeps exactly the digits that were sent', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'+0123456789 ()-'), maxLength: 24 });
    fc.assert(
      fc.property(fc.oneof(almost, fc.string({ unit: 'binary' })), (sent) => {
        const phone = parseContactPhone(sent);
        if (phone) expect(phone.e164).toBe(`+${sent.replace(/[^0-9]/g, '')}`);
      }),
      { numRuns: 1_000 },
    );
  });
});

it('a masked phone shows its beginning and its end', () => {
  expect(maskPhone('+77011234567')).toBe('+7***67');
});

it.each([
  ['+77011234567', '+7 701 123 45 67'],
  ['+998901234567', '+998 90 123 45 67'],
  ['+79161234567', '+7 916 123 45 67'],
  ['+12015550123', '+1 201 555 0123'],
  ['+491511234567', '+49 1511234567'],
])('the phone %s is written as %s', (phone, written) => {
  expect(formatPhone(phone as E164)).toBe(written);
});
