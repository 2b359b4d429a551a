import type { E164 } from './phone';
import { numbersWithSameDigits } from './shared-number';

it.each<[phone: string, others: readonly string[], description: string]>([
  ['+79912345678', ['+5579912345678'], 'a mobile number of Russia and Brazil'],
  ['+79612345678', [], 'a mobile number of Russia, in a block that Brazil does not have'],
  ['+77011234567', [], 'of Kazakhstan, though Germany and Indonesia may have such a landline'],
  ['+77771234567', [], 'of Kazakhstan'],
  ['+998901234567', [], 'of Uzbekistan: no country has twelve such digits'],
  ['+996555123456', [], 'of Kyrgyzstan'],
  ['+15035550123', ['+8615035550123', '+4915035550123'], 'of Oregon, of China and of Germany'],
  ['+905312345678', [], 'of Turkey'],
])('%s has the same digits as %j: %s', (phone, others) => {
  expect(numbersWithSameDigits(phone as E164)).toEqual(others);
});

it('a number is not shared with itself', () => {
  expect(numbersWithSameDigits('+12025550123' as E164)).not.toContain('+12025550123');
});
