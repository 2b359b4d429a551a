import { Product, type ProductOptions } from './product';

/** Starts a product before the tests of a file and stops it after them. */
export function useProduct(options?: ProductOptions): Product {
  const product = Object.create(Product.prototype) as Product;
  let started: Product | undefined;
  beforeAll(async () => {
    started = await Product.start(options);
    Object.assign(product, started);
  });
  afterAll(() => started?.stop());
  return product;
}
