export { profileOf, type Profile } from './profile';
export { Shop } from './shop.entity';
export { type SetPlan, Shops } from './shops';
