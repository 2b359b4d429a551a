'use server';

import { revalidatePath } from 'next/cache';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { ACCESS, ATTRIBUTES, callWithCookie, REFRESH } from '../../otpravka';
import { add, currentShop } from './orders';

export async function addOrder(form: FormData): Promise<void> {
  const { shopId } = await currentShop();
  add(shopId, String(form.get('title')));
  revalidatePath('/orders');
}

export async function signOut(): Promise<void> {
  const jar = await cookies();
  const refreshToken = jar.get(REFRESH)?.value;
  if (refreshToken !== undefined) await callWithCookie('logout', refreshToken);
  for (const name of [REFRESH, ACCESS]) jar.set(name, '', { ...ATTRIBUTES, maxAge: 0 });
  redirect('/');
}
