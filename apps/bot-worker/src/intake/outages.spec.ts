import { Outages } from './outages';

const [ANNA, BORIS, DANA] = [1, 2, 3];

describe('an outage', () => {
  let outages: Outages;
  beforeEach(() => (outages = new Outages()));

  it('is concluded from failures in three chats with no success between, and ends with the first success', () => {
    for (const chat of [ANNA, BORIS]) outages.failed(chat);
    expect(outages.isOne).toBe(false);
    outages.failed(DANA);
    expect(outages.isOne).toBe(true);
    outages.succeeded();
    expect(outages.isOne).toBe(false);
  });

  it('is not concluded from any number of failures in two chats', () => {
    for (let time = 0; time < 100; time++) outages.failed(time % 2 ? ANNA : BORIS);
    expect(outages.isOne).toBe(false);
  });

  it('is not concluded while updates of others succeed', () => {
    for (const chat of [ANNA, BORIS, DANA]) {
      outages.failed(chat);
      outages.succeeded();
    }
    expect(outages.isOne).toBe(false);
  });
});
