import type { Language } from '@app/contract';

const FORMAT = { dateStyle: 'long', timeStyle: 'short' } as const;

/** A moment as the language writes it, by the clock of the shop, with the name of that clock: owners may be elsewhere. */
export function timeText(language: Language, moment: Date, timeZone: string): string {
  const written = new Intl.DateTimeFormat(language, { ...FORMAT, timeZone }).format(moment);
  return `${written} (${clockName(moment, timeZone)})`;
}

/** As `UTC+5`. */
function clockName(moment: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(
    moment,
  );
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC');
}
