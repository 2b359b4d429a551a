const { default: Sequencer } = require('@jest/test-sequencer');

/** Tests of the whole product begin first, so that no long one is left for the end, when other workers are idle. */
const RANKS = { load: 0, e2e: 0, medium: 1, small: 2 };

const rankOf = ({ context }) => RANKS[context.config.displayName.name] ?? 0;

module.exports = class LongestFirst extends Sequencer {
  /** Within one size: what failed last time, then the longest, as Jest sorts them. */
  sort(tests) {
    return super.sort(tests).sort((one, other) => rankOf(one) - rankOf(other));
  }
};
