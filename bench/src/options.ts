import { parseArgs } from 'node:util';

export interface Options {
  /** The duration of one measurement. */
  readonly seconds: number;
  /** How often each candidate is started and measured; medians are reported. */
  readonly rounds: number;
  /**
   * Selects measurements by their name: `<candidate>/<operation>`, or `delivery/workers=<n> apis=<n>`. Operations that they
   * depend on run too, but are not measured.
   */
  readonly only: RegExp | undefined;
  /** The duration of each measurement of delivery. */
  readonly deliverySeconds: number;
  /** A file of `bench/results` to compare this run with. */
  readonly compare: string | undefined;
  /** No further round of the candidates starts if it would probably end later than this many seconds after the start. */
  readonly budgetSeconds: number;
  /** Whether to write the chart for the README. */
  readonly draw: boolean;
}

const USAGE =
  'npm run bench -- [--seconds 2] [--rounds 3] [--delivery-seconds 20] [--only <regex>] [--compare <file>] [--draw]';

/** @throws if an option is unknown or its value is invalid */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '3' },
      'delivery-seconds': { type: 'string', default: '20' },
      only: { type: 'string' },
      compare: { type: 'string' },
      budget: { type: 'string', default: '570' },
      draw: { type: 'boolean', default: false },
    },
  });
  const positive = (name: 'seconds' | 'rounds' | 'budget' | 'delivery-seconds'): number => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} is not a positive number.\nUsage: ${USAGE}`);
    return value;
  };
  return {
    seconds: positive('seconds'),
    rounds: Math.ceil(positive('rounds')),
    only: values.only === undefined ? undefined : new RegExp(values.only),
    deliverySeconds: positive('delivery-seconds'),
    compare: values.compare,
    budgetSeconds: positive('budget'),
    draw: values.draw,
  };
}
