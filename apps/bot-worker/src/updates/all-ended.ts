/**
 * Waits until all steps have ended, and then throws the first failure. `Promise.all` throws at once: the update would be retried
 * while another step of it may still send a message.
 */
export async function allEnded(steps: readonly unknown[]): Promise<void> {
  const results = await Promise.allSettled(steps);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
