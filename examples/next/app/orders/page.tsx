import type { ReactNode } from 'react';
import { addOrder, signOut } from './actions';
import { currentShop, ordersOf } from './orders';

export default async function Orders(): Promise<ReactNode> {
  const { shopId } = await currentShop();
  return (
    <main>
      <h1>Orders of the shop {shopId}</h1>
      <ol>
        {ordersOf(shopId).map((title, index) => (
          <li key={index}>{title}</li>
        ))}
      </ol>
      <form action={addOrder}>
        <input name="title" aria-label="What was ordered" required /> <button>Add</button>
      </form>
      <form action={signOut}>
        <button>Sign out</button>
      </form>
    </main>
  );
}
