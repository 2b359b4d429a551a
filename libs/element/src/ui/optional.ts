/**
 * Uses an API that an old browser lacks, or that a locked one refuses with an exception.
 * @returns undefined there, so that each caller has to decide what the page does without it
 */
export function optional<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
