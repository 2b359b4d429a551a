import type { EntityManager } from 'typeorm';
import type { E164 } from '@app/contract';
import { movedShop, type MovedShop } from './replies';

/** Moves a shop to another phone. Only the schema owner may do it, so only operators do. */
export async function moveShop(
  manager: EntityManager,
  { from, to }: { readonly from: E164; readonly to: E164 },
): Promise<MovedShop> {
  const [row] = await manager.query<{ moved: unknown }[]>('select public.move_shop($1, $2) as moved', [
    from,
    to,
  ]);
  return movedShop.parse(row!.moved);
}
