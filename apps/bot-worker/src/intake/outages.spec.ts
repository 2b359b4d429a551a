import { Outages } from './outages';

const [ANNA, BORIS] = [1, 2];

describe('an outage', () => {
  let outages: Outages;
  beforeEach(() => (outages = new Outages()));

  it('concerns everybody from the first update that meets it until one is answered', () => {
    expect(outages.concerns(BORIS)).toBe(false);
    outages.failed(ANNA);
    expect(outages.concerns(BORIS)).toBe(true);
    outages.succeeded(BORIS);
    expect(outages.concerns(BORIS)).toBe(false);
  });

  it('still concerns the chat whose own update has not been tried since', () => {
    outages.failed(ANNA);
    outages.succeeded(BORIS);
    expect(outages.concerns(ANNA)).toBe(true);
    outages.succeeded(ANNA);
    expect(outages.concerns(ANNA)).toBe(false);
  });

  it('is not over because an update was confirmed that needed no store', () => {
    outages.failed(ANNA);
    outages.ended(BORIS);
    expect(outages.concerns(BORIS)).toBe(true);
  });
});
