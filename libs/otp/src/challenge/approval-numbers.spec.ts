import { newApprovalNumbers } from './approval-numbers';

describe('the numbers of an approval', () => {
  const drawn = Array.from({ length: 10_000 }, newApprovalNumbers);

  it('are three different numbers of two digits, in ascending order, with the shown one among them', () => {
    for (const { shown, offered } of drawn) {
      expect(offered).toHaveLength(3);
      expect(new Set(offered).size).toBe(3);
      expect([...offered].sort()).toEqual(offered);
      expect(offered).toContain(shown);
      expect(offered.every((number) => /^\d\d$/.test(number))).toBe(true);
    }
  });

  it('do not show by their order which one the page shows', () => {
    const places = [0, 0, 0];
    for (const { shown, offered } of drawn) places[offered.indexOf(shown)]!++;
    // Eight standard deviations: a good generator fails once in 10^13 runs.
    for (const count of places) expect(Math.abs(count - 10_000 / 3)).toBeLessThan(380);
  });

  it('are all equally likely', () => {
    const counts = new Map<string, number>();
    for (const { shown } of drawn) counts.set(shown, (counts.get(shown) ?? 0) + 1);
    expect(counts.size).toBe(100);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(80);
  });
});
