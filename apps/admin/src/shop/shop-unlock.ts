import { OtpAdmin, type Unlocked } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { type Command, COUNTRY } from '../cli/command';
import { requireShop, recordActivity, findShop } from './shop-queries';
import { subjectOf } from './subject';

const hasCleared = ({ wrongCodes, requests, wasQuiet }: Unlocked): boolean =>
  wrongCodes > 0 || requests > 0 || wasQuiet;

function clearedText(
  { wrongCodes, requests, wasQuiet, closedChallenges }: Unlocked,
  withLimits: boolean,
): string {
  const lines = [`wrong codes: ${wrongCodes === 0 ? 'there were none' : `${wrongCodes} cleared`}`];
  if (withLimits) {
    lines.push(`requests: ${requests === 0 ? 'there were none' : `${requests} cleared`}`);
    if (closedChallenges > 0)
      lines.push(`valid codes: ${closedChallenges} closed; the person requests a new one`);
    lines.push(`"it was not me": ${wasQuiet ? 'codes are pushed again' : 'was not pressed'}`);
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

export const shopUnlock: Command = {
  ...{ group: 'shop', name: 'unlock', parameters: '<phone or shop id>' },
  summary: 'Unlocks a phone that was locked after too many wrong codes.',
  options: {
    limits: { help: 'also clears its requests and "it was not me"' },
    country: COUNTRY,
  },
  notes:
    'The lock protects the owner: without it somebody can go on guessing codes. While it lasts, the owner signs in with\n' +
    '/code in the bot. With --limits the valid codes are closed, and the page requests a new one. The phone needs no shop.',
  async run(args, stores) {
    const subject = subjectOf(args);
    const withLimits = args.options['limits'] === true;
    const database = await stores.database();
    const shop =
      'phone' in subject ? await findShop(database, subject) : await requireShop(database, subject);
    const phone = 'phone' in subject ? subject.phone : shop!.phone;
    const admin = new OtpAdmin(await stores.redis(), stores.config.otp);
    const unlocked = await admin.unlock(phone, { withLimits });
    if (shop !== undefined && hasCleared(unlocked)) {
      await recordActivity(database, shop.id, 'unlocked').catch((error: unknown) => {
        throw new Error(`${phone} is unlocked, but this could not be recorded: ${reasonOf(error)}`, {
          cause: error,
        });
      });
    }
    const text = `${phone}${shop === undefined ? ', which has no shop yet' : ''}:\n${clearedText(unlocked, withLimits)}`;
    return { text, json: { phone, shopId: shop?.id ?? null, ...unlocked } };
  },
};
