const { default: Sequencer } = require('@jest/test-sequencer');

/** Tests of the whole product begin first, so that no long test runs alone at the end while other workers are idle. */
const RANKS = { load: 0, e2e: 0, medium: 1, small: 2 };

/** These small tests start Postgres and Redis themselves. */
const STARTS_SERVERS = /[\\/]libs[\\/]embedded[\\/]/;

const rankOf = ({ context, path }) =>
  STARTS_SERVERS.test(path) ? RANKS.medium : (RANKS[context.config.displayName.name] ?? 0);

module.exports = class LongestFirst extends Sequencer {
  /** Within one size Jest's own order remains: tests that failed last time, and then the longest. */
  sort(tests) {
    return super.sort(tests).sort((one, other) => rankOf(one) - rankOf(other));
  }
};
