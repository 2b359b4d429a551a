import { OtpAdmin, type Unlocked } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { type Command, COUNTRY } from '../cli/command';
import { knownShop, recordActivity, shopOf } from './shop-queries';
import { countryOf, subjectOf, wordsOf } from './subject';

const hasCleared = ({ wrongCodes, requests, wasQuiet }: Unlocked): boolean =>
  wrongCodes > 0 || requests > 0 || wasQuiet;

function clearedText(
  { wrongCodes, requests, wasQuiet, closedChallenges }: Unlocked,
  withLimits: boolean,
): string {
  const lines = [`wrong codes: ${wrongCodes === 0 ? 'there were none' : `${wrongCodes} forgotten`}`];
  if (withLimits) {
    lines.push(`requests: ${requests === 0 ? 'there were none' : `${requests} forgotten`}`);
    if (closedChallenges > 0)
      lines.push(`codes that were alive: ${closedChallenges} closed; a new one is to be asked for`);
    lines.push(`"it was not me": ${wasQuiet ? 'codes are pushed again' : 'it was not said'}`);
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

export const shopUnlock: Command = {
  ...{ group: 'shop', name: 'unlock', words: '<phone or shop id>' },
  summary: 'Lets a phone in again that was locked after too many wrong codes.',
  options: {
    limits: { help: 'also forgets its requests, and that its owner said "it was not me"' },
    country: COUNTRY,
  },
  notes:
    'The lock guards the owner: whoever guesses codes may go on guessing. Without it the owner signs in by /code in the bot.\n' +
    'With --limits the codes that are alive are closed, and the page asks for a new one. A phone needs no shop for this.',
  async run(given, stores) {
    const [who] = wordsOf(given, 1);
    const subject = subjectOf(who!, countryOf(given));
    const withLimits = given.options['limits'] === true;
    const database = await stores.database();
    const shop = 'phone' in subject ? await shopOf(database, subject) : await knownShop(database, subject);
    const phone = 'phone' in subject ? subject.phone : shop!.phone;
    const admin = new OtpAdmin(await stores.redis(), stores.config.otp);
    const unlocked = await admin.unlock(phone, { withLimits });
    if (shop !== undefined && hasCleared(unlocked)) {
      await recordActivity(database, shop.id, 'unlocked').catch((error: unknown) => {
        throw new Error(`${phone} is unlocked, but this could not be noted: ${reasonOf(error)}`, {
          cause: error,
        });
      });
    }
    const text = `${phone}${shop === undefined ? ', which has no shop yet' : ''}:\n${clearedText(unlocked, withLimits)}`;
    return { text, json: { phone, shopId: shop?.id ?? null, ...unlocked } };
  },
};
