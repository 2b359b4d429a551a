export { profileOf, type Profile } from './profile';
export { ShopOfAccount, type ShownShop } from './shop-of-account';
export { Shop } from './shop.entity';
export { type DeletedShop, type PlanSetting, Shops } from './shops';
