import { Changes } from '../world/changes';
import { LongPolls } from './long-polls';
import { UpdateQueue } from './update-queue';

describe('a long poll without updates', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('ends with an empty list after its timeout, and not before', async () => {
    const changes = new Changes();
    const polls = new LongPolls(new UpdateQueue(changes), changes);
    const ended = jest.fn();
    const poll = polls.poll({ offset: 0, limit: 100, timeoutSeconds: 30 }, new AbortController().signal);
    void poll.then(ended);
    await jest.advanceTimersByTimeAsync(29_999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await expect(poll).resolves.toEqual([]);
  });
});
