import { Product, type ProductOptions } from './product';
import { useStarted } from './use-started';

/** Starts a product before the tests of a file and stops it after them. */
export const useProduct = (options?: ProductOptions): Product =>
  useStarted(Product.prototype, () => Product.start(options));
