import { UnfitDatabase } from '../preconditions/preconditions';

/** @returns the message of the `UnfitDatabase` that `work` is refused with */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(UnfitDatabase);
  return (failure as UnfitDatabase).message;
}
