import type { AccessClaims } from '@otpravka/server';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { claimsIn } from '../../otpravka';

/** The orders by the id of the shop. A real back end has a database. */
const orders = new Map<string, readonly string[]>();

export const ordersOf = (shopId: string): readonly string[] => orders.get(shopId) ?? [];

export const add = (shopId: string, title: string): void =>
  void orders.set(shopId, [...ordersOf(shopId), title]);

/** Who is signed in. Each page and each action asks for itself, because a proxy can be forgotten. */
export async function currentShop(): Promise<AccessClaims> {
  return (await claimsIn(await cookies())) ?? redirect('/login?return_to=/orders');
}
