import { z } from 'zod';
import { type Plan, PLANS } from '@app/contract';
import type { PlanSetting } from '@app/shop';
import { type Command, COUNTRY, type ParsedArguments, UsageError } from '../cli/command';
import { optionValue } from '../cli/parse-arguments';
import { requireShop, setPlan } from './shop-queries';
import { planText } from './shop-text';
import { subjectOf } from './subject';

const isPlan = (word: string): word is Plan => (PLANS as readonly string[]).includes(word);

/** A date means its first instant in UTC. */
const until = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => new Date(text));

/** @throws UsageError */
function wantedPlan(args: ParsedArguments, plan: string, now: Date): PlanSetting {
  if (!isPlan(plan)) throw new UsageError(`"${plan}" is not a plan: ${PLANS.join(', ')}`);
  const written = optionValue(args, 'until');
  if (written === undefined) return { plan, planExpiresAt: null };
  if (plan === 'free') throw new UsageError('free has no end');
  const parsed = until.safeParse(written);
  if (!parsed.success)
    throw new UsageError(
      '--until takes a date such as 2027-01-01 or an instant such as 2027-01-01T18:00:00+05:00',
    );
  if (parsed.data <= now) throw new UsageError('--until is in the past; to end a plan, set free');
  return { plan, planExpiresAt: parsed.data };
}

export const shopPlan: Command = {
  ...{ group: 'shop', name: 'plan', parameters: '<phone or shop id> <free|basic|pro>' },
  summary: 'Sets the plan of a shop and prints the former plan.',
  options: {
    until: { value: 'date', help: 'when the plan ends; a plan without it has no end' },
    country: COUNTRY,
  },
  notes:
    'A date means 00:00 UTC of that day: with --until 2027-01-01 the plan is valid through 2026. For another time, write an\n' +
    'instant with its offset: 2027-01-01T18:00:00+05:00. An expired plan counts as free. The shop sees the change at once.',
  async run(args, stores) {
    const subject = subjectOf(args, 2);
    const now = new Date();
    const after = wantedPlan(args, args.positionals[1]!, now);
    const database = await stores.database();
    const { id, phone } = await requireShop(database, subject);
    const { isChanged, before } = await setPlan(database, id, after);
    const text = isChanged
      ? `${phone}: ${planText(before, now)} → ${planText({ ...after, effectivePlan: after.plan }, now)}`
      : `${phone}: nothing changed, the plan was ${planText(before, now)} already`;
    const { plan, planExpiresAt } = before;
    return { text, json: { shopId: id, phone, isChanged, before: { plan, planExpiresAt }, after } };
  },
};
