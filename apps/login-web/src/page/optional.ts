/**
 * Uses what a browser may lack, as old ones do, or refuse, as locked ones do at the mere mention of it.
 * @returns undefined there, so that each use has to say what the page does without it
 */
export function optional<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
