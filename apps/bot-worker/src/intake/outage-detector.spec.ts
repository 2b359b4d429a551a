import { OutageDetector } from './outage-detector';

const [ANNA, BORIS, DANA] = [1, 2, 3];

describe('an outage', () => {
  let outages: OutageDetector;
  beforeEach(() => (outages = new OutageDetector()));

  it('begins after failures in three chats and ends with the first success', () => {
    for (const chat of [ANNA, BORIS]) outages.recordFailure(chat);
    expect(outages.isOutage).toBe(false);
    outages.recordFailure(DANA);
    expect(outages.isOutage).toBe(true);
    outages.recordSuccess();
    expect(outages.isOutage).toBe(false);
  });

  it('does not begin while only two chats fail', () => {
    for (let time = 0; time < 100; time++) outages.recordFailure(time % 2 ? ANNA : BORIS);
    expect(outages.isOutage).toBe(false);
  });

  it('does not begin while updates of other chats succeed', () => {
    for (const chat of [ANNA, BORIS, DANA]) {
      outages.recordFailure(chat);
      outages.recordSuccess();
    }
    expect(outages.isOutage).toBe(false);
  });
});
