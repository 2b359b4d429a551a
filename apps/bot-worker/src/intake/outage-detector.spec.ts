import { OutageDetector } from './outage-detector';

const [ANNA, BORIS, DANA] = [1, 2, 3];

describe('an outage', () => {
  let outages: OutageDetector;
  beforeEach(() => (outages = new OutageDetector()));

  it('is detected after failures in three chats with no success between, and ends with the first success', () => {
    for (const chat of [ANNA, BORIS]) outages.recordFailure(chat);
    expect(outages.isOutage).toBe(false);
    outages.recordFailure(DANA);
    expect(outages.isOutage).toBe(true);
    outages.recordSuccess();
    expect(outages.isOutage).toBe(false);
  });

  it('is not detected after any number of failures in two chats', () => {
    for (let time = 0; time < 100; time++) outages.recordFailure(time % 2 ? ANNA : BORIS);
    expect(outages.isOutage).toBe(false);
  });

  it('is not detected while updates of other chats succeed', () => {
    for (const chat of [ANNA, BORIS, DANA]) {
      outages.recordFailure(chat);
      outages.recordSuccess();
    }
    expect(outages.isOutage).toBe(false);
  });
});
