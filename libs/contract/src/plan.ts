/** What shops may pay for, the least first. */
export const PLANS = ['free', 'basic', 'pro'] as const;

export type Plan = (typeof PLANS)[number];

/** Whether a shop of one plan may do what another asks for. */
export const planCovers = (has: Plan, asked: Plan): boolean => PLANS.indexOf(has) >= PLANS.indexOf(asked);
