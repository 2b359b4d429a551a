import { type OperationName, OPERATIONS } from '../candidates/candidate';
import type { Results } from '../measure/figures';
import { describeSettings, whole } from './text-table';

/** The colors also differ in lightness, for people who do not tell the colors apart. */
const BARS = [
  { candidate: 'limit', label: 'limit: Fastify with the least round trips', color: '#b6bfca' },
  { candidate: 'ours', label: 'Otpravka', color: '#0b6bcb' },
  { candidate: 'tutorial', label: 'Nest + Express + TypeORM', color: '#c4762f' },
  { candidate: 'better-auth', label: 'better-auth', color: '#6b4fa0' },
] as const;

const WIDTH = 860;
const LEFT = 170;
const RIGHT = 190;
const BAR = 15;
const GROUP_GAP = 16;
const TOP = 76;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" ${more}>${escape(content)}</text>`;

/** Draws one group of bars per operation. In each group the bar of the fastest candidate has the full length. */
function group(results: Results, operation: OperationName, top: number): string[] {
  const found = BARS.map((bar) => ({
    ...bar,
    figures: results.candidates[bar.candidate]?.operations[operation],
  }));
  const most = Math.max(...found.map(({ figures }) => figures?.perSecond ?? 0));
  const length = (perSecond: number): number => Math.round((perSecond / most) * (WIDTH - LEFT - RIGHT));
  return [
    text(LEFT - 12, top + BAR * 2 + 4, operation, 'text-anchor="end" font-weight="600"'),
    ...found.flatMap(({ color, figures }, i) => {
      const y = top + i * BAR;
      if (figures === undefined) return [text(LEFT + 6, y + 11, 'no such operation', 'class="quiet"')];
      const width = Math.max(2, length(figures.perSecond));
      return [
        `<rect x="${LEFT}" y="${y + 1}" width="${width}" height="${BAR - 2}" rx="2" fill="${color}"/>`,
        text(
          LEFT + width + 6,
          y + 12,
          `${whole(figures.perSecond)}/s, ${whole(figures.serviceUs)} µs`,
          'class="value"',
        ),
      ];
    }),
  ];
}

/** Draws the main table as an SVG chart. It names the machine and the date, because the figures depend on both. */
export function drawing(results: Results): string {
  const operations = OPERATIONS.filter(
    (operation) => operation !== 'bare' && results.candidates['ours']?.operations[operation] !== undefined,
  );
  const groupHeight = BARS.length * BAR + GROUP_GAP;
  const bottom = TOP + operations.length * groupHeight;
  const { date, machine } = results;
  const bare = results.candidates['limit']?.operations.bare?.perSecond;
  const legend = BARS.flatMap(({ label, color }, i) => {
    const x = 24 + [0, 290, 392, 610][i]!;
    return [`<rect x="${x}" y="44" width="12" height="12" rx="2" fill="${color}"/>`, text(x + 18, 54, label)];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 52}" width="${WIDTH}" height="${bottom + 52}" role="img">`,
    '<title>Requests a second on one core</title>',
    '<style>text{font:13px system-ui,sans-serif;fill:#1f2933}.value{font-size:12px}.quiet{font-size:12px;fill:#6b7785}</style>',
    `<rect width="${WIDTH}" height="${bottom + 52}" fill="#fff"/>`,
    text(
      24,
      28,
      'Requests a second on one core, and processor time of the service per request',
      'font-weight="600"',
    ),
    ...legend,
    ...operations.flatMap((operation, i) => group(results, operation, TOP + i * groupHeight)),
    text(
      24,
      bottom + 14,
      `${date.slice(0, 10)}, ${machine.processor}, Node ${machine.node}. ${capital(machine.division)}.`,
      'class="quiet"',
    ),
    text(
      ...([24, bottom + 34] as const),
      `${capital(describeSettings(results))}.` +
        (bare === undefined ? '' : ` Bare Fastify answers ${whole(bare)} requests a second here.`),
      'class="quiet"',
    ),
    '</svg>\n',
  ].join('\n');
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
