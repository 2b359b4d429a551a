import Link from 'next/link';
import type { ReactNode } from 'react';

export default function Home(): ReactNode {
  return (
    <main>
      <h1>A shop with Next</h1>
      {/* No prefetch: a visitor who is not signed in has no orders to fetch. */}
      <Link href="/orders" prefetch={false}>
        My orders
      </Link>
    </main>
  );
}
