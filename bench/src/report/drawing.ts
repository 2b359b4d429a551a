import { type OperationName, OPERATIONS } from '../candidates/candidate';
import type { RateFigures } from '../delivery/delivery-figures';
import type { Results } from '../measure/figures';
import { bar, STYLE, text } from './svg';
import { describeBare, describeSettings, short, totalMs, whole } from './text-table';

interface Row {
  readonly name: string;
  /** The class of the bar. */
  readonly style: 'limit' | 'ours' | 'other';
  /** Absent if the candidate has no such operation. */
  readonly value: number | undefined;
  readonly label: string;
}

interface Panel {
  readonly title: string;
  readonly rows: readonly Row[];
}

const BARS = [
  { candidate: 'limit', name: 'Fastify, the limit', style: 'limit' },
  { candidate: 'nest-fastify', name: 'Nest + Fastify, the limit', style: 'limit' },
  { candidate: 'ours', name: 'Otpravka', style: 'ours' },
  { candidate: 'tutorial', name: 'Nest + Express, a tutorial', style: 'other' },
  { candidate: 'better-auth', name: 'better-auth', style: 'other' },
] as const;

const WIDTH = 880;
const MARGIN = 24;
const COLUMN = (WIDTH - 3 * MARGIN) / 2;
const NAMES = 166;
/** The room to the right of the longest bar. */
const VALUES = 134;
const ROW = 18;
const PANEL_GAP = 20;
const TOP = 76;
/** The lines below the panels. */
const FOOT_LINE = 18;

const DELIVERY_NOTE =
  'Delivery: processor time of all services and both stores per code; p50 of the time from the request until sendMessage arrives.';

const measuredOperations = ({ candidates }: Results): readonly OperationName[] =>
  OPERATIONS.filter(
    (operation) =>
      operation !== 'bare' && BARS.some(({ candidate }) => candidates[candidate]?.operations[operation]),
  );

/** A chart needs at least one operation that several candidates have. */
export const canDraw = (results: Results): boolean => measuredOperations(results).length > 0;

function operationPanel({ candidates }: Results, operation: OperationName): Panel {
  const rows = BARS.filter(({ candidate }) => candidates[candidate] !== undefined).map(
    ({ candidate, name, style }) => {
      const found = candidates[candidate]?.operations[operation];
      const label = found && `${whole(found.perSecond)}/s · ${whole(found.serviceUs)} µs`;
      return { name, style, value: found?.perSecond, label: label ?? 'no such operation' };
    },
  );
  return { title: operation, rows };
}

/** Shows the lowest measured rate, which is closest to daily use. */
function deliveryPanel({ delivery }: Results): Panel | undefined {
  if (delivery === undefined) return undefined;
  const lowest = (rates: readonly RateFigures[]): RateFigures =>
    rates.reduce((least, rate) => (rate.perSecond < least.perSecond ? rate : least));
  const rows = delivery
    .filter(({ apis }) => apis === 1)
    .map(({ workers, rates }): Row => {
      const rate = lowest(rates);
      const label = `${short(totalMs(rate))} ms · p50 ${short(rate.p50Ms)} ms`;
      const name = workers === 1 ? '1 worker' : `${workers} workers`;
      return { name, style: 'ours', value: totalMs(rate), label };
    });
  const perSecond = lowest(delivery[0]!.rates).perSecond;
  return { title: `delivery of a code at ${perSecond}/s (shorter is better)`, rows };
}

/** In each panel the longest bar has the full length. */
function drawPanel({ title, rows }: Panel, left: number, top: number): string[] {
  const most = Math.max(...rows.map(({ value }) => value ?? 0));
  const full = COLUMN - NAMES - VALUES;
  return [
    text(left, top + 12, title, 'class="head"'),
    ...rows.flatMap(({ name, style, value, label }, index) => {
      const y = top + 22 + index * ROW;
      const width = value === undefined ? 0 : (value / most) * full;
      return [
        text(left, y + 12, name, style === 'ours' ? 'class="ours-name"' : 'class="quiet"'),
        ...(value === undefined ? [] : [bar(left + NAMES, y + 2, { width, height: ROW - 5 }, style)]),
        text(left + NAMES + width + 6, y + 12, label, value === undefined ? 'class="quiet"' : ''),
      ];
    }),
  ];
}

/** Draws the main table as an SVG chart. It names the machine and the date, because the figures depend on both. */
export function drawing(results: Results): string {
  const ofDelivery = deliveryPanel(results);
  const panels = [
    ...measuredOperations(results).map((operation) => operationPanel(results, operation)),
    ...(ofDelivery === undefined ? [] : [ofDelivery]),
  ];
  const panelHeight = 22 + Math.max(...panels.map(({ rows }) => rows.length)) * ROW + PANEL_GAP;
  const bottom = TOP + Math.ceil(panels.length / 2) * panelHeight;
  const { date, machine } = results;
  const foot = [
    `Measured on ${date.slice(0, 10)}: ${machine.processor}, ${machine.cores} cores, Node ${machine.node}. ${describeBare(results)}.`,
    `${capital(describeSettings(results))}; ${machine.division}.`,
    'The limit does the least that the guarantees require: one script of Redis, one prepared statement, one ES256 signature. It checks nothing.',
    ...(ofDelivery === undefined ? [] : [DELIVERY_NOTE]),
  ];
  const height = bottom + (foot.length + 1) * FOOT_LINE + 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    '<title>Requests a second on one core</title>',
    STYLE,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6" class="card"/>`,
    text(MARGIN, 34, 'Requests a second on one core', 'class="title"'),
    text(MARGIN, 54, 'Longer is faster. µs: processor time of the service per request.', 'class="quiet"'),
    ...panels.flatMap((panel, index) =>
      drawPanel(panel, MARGIN + (index % 2) * (COLUMN + MARGIN), TOP + Math.floor(index / 2) * panelHeight),
    ),
    ...foot.map((line, index) => text(MARGIN, bottom + 16 + index * FOOT_LINE, line, 'class="quiet"')),
    '</svg>\n',
  ].join('\n');
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
