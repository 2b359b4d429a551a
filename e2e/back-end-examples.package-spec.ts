import { bearer, newOwner, Product, signIn, until, onceAvailable } from '@app/testing';
import { StartedExample } from './started-example';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(async () => {
  await product?.stop();
});

describe.each(['express', 'nest'])('examples/%s', (name) => {
  let example: StartedExample;
  beforeAll(async () => {
    example = await StartedExample.start(name, { env: { OTPRAVKA_API: product.api.url } });
  });
  afterAll(() => example?.stop());

  const orders = (accessToken: string, init: RequestInit = {}) =>
    onceAvailable(() =>
      fetch(`${example.url}/orders`, {
        ...init,
        headers: { 'Content-Type': 'application/json', ...bearer(accessToken) },
      }),
    );

  it('says where it listens', async () => {
    await until(() => example.output.includes(`Orders: ${example.url}/orders`));
  });

  it('keeps the orders of two shops apart', async () => {
    const [anna, boris] = [
      await signIn(product, await newOwner(product)),
      await signIn(product, await newOwner(product)),
    ];
    const added = await orders(anna.accessToken, { method: 'POST', body: JSON.stringify({ title: 'Tea' }) });
    expect([added.status, await added.json()]).toEqual([201, { number: 1, title: 'Tea' }]);
    expect(await (await orders(anna.accessToken)).json()).toEqual([{ number: 1, title: 'Tea' }]);
    expect(await (await orders(boris.accessToken)).json()).toEqual([]);
  });

  it('refuses a request without a valid token', async () => {
    const answer = await orders('x');
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await answer.json()).toMatchObject({ code: 'token_invalid' });
  });
});
