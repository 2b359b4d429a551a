/** The plans of a shop, the smallest first. */
export const PLANS = ['free', 'basic', 'pro'] as const;

export type Plan = (typeof PLANS)[number];

/** Whether a plan includes all that the required one does. */
export const planCovers = (plan: Plan, required: Plan): boolean =>
  PLANS.indexOf(plan) >= PLANS.indexOf(required);
