import { LessThan } from 'typeorm';
import { type Plan, PLANS } from '@app/contract';
import type { OwnerConnection } from '@app/database';
import { Shop } from '@app/shop';
import { type Command, type CommandOutput, type ParsedArguments, UsageError } from '../cli/command';
import { optionValue } from '../cli/parse-arguments';
import { limitOf } from '../cli/limit-option';
import { safeText } from '../text/safe-text';
import { columnsText } from '../text/table-text';
import { dateText } from '../text/time-text';
import { isShopId, positionalsOf } from './subject';

type ListedShop = Pick<Shop, 'id' | 'phone' | 'name' | 'effectivePlan' | 'createdAt' | 'lastLoginAt'>;

interface Page {
  readonly limit: number;
  readonly before: string | undefined;
  readonly plan: Plan | undefined;
}

/** @throws UsageError */
function pageOf(args: ParsedArguments): Page {
  const before = optionValue(args, 'before');
  if (before !== undefined && !isShopId(before)) throw new UsageError('--before takes the id of a shop');
  const plan = optionValue(args, 'plan');
  if (plan !== undefined && !PLANS.some((known) => known === plan))
    throw new UsageError(`"${plan}" is not a plan: ${PLANS.join(', ')}`);
  return { limit: limitOf(args), before, plan: plan as Plan | undefined };
}

/** The newest first: the id of a shop begins with the time at which it was created. */
const readShops = (database: OwnerConnection, { limit, before, plan }: Page): Promise<ListedShop[]> =>
  database.transaction((manager) => {
    const query = manager
      .createQueryBuilder(Shop, 'shop')
      .orderBy('shop.id', 'DESC')
      .take(limit + 1);
    if (before !== undefined) query.andWhere({ id: LessThan(before) });
    if (plan !== undefined)
      query.andWhere('public.effective_plan(shop.plan, shop.plan_expires_at) = :plan', { plan });
    return query.getMany();
  });

const rowOf = ({ id, phone, name, effectivePlan, createdAt, lastLoginAt }: ListedShop): string[] => [
  ...[id, phone, effectivePlan, dateText(createdAt)],
  ...[lastLoginAt === null ? 'never' : dateText(lastLoginAt), safeText(name, 40)],
];

function outputOf(shops: readonly ListedShop[], hasMore: boolean): CommandOutput {
  const nextBefore = hasMore ? shops.at(-1)!.id : null;
  const heading = ['Id', 'Phone', 'Plan', 'Created', 'Last sign-in', 'Name'];
  const more = nextBefore === null ? '' : `\nMore: --before ${nextBefore}`;
  return {
    text: shops.length === 0 ? 'No shops' : `${columnsText([heading, ...shops.map(rowOf)])}${more}`,
    json: {
      shops: shops.map(({ id, phone, name, effectivePlan, createdAt, lastLoginAt }) => ({
        ...{ id, phone, name, effectivePlan, createdAt, lastLoginAt },
      })),
      nextBefore,
    },
  };
}

export const shopList: Command = {
  ...{ group: 'shop', name: 'list', parameters: '' },
  summary: 'Lists the shops, the newest first.',
  options: {
    limit: { value: 'count', help: 'how many shops; 50 unless set, 1000 at most' },
    before: { value: 'shop id', help: 'continues after this shop' },
    plan: { value: 'free|basic|pro', help: 'only shops with this plan; an expired plan counts as free' },
  },
  async run(args, stores) {
    positionalsOf(args, 0);
    const page = pageOf(args);
    const found = await readShops(await stores.database(), page);
    return outputOf(found.slice(0, page.limit), found.length > page.limit);
  },
};
