export { profileOf, type Profile } from './profile';
export { Shop } from './shop.entity';
export { type PlanSetting, Shops } from './shops';
