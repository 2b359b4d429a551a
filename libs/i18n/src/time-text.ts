import type { Language } from '@app/contract';
import { offsetText } from './time-zone-text';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const LOCALES: Readonly<Record<Language, string>> = { ru: 'ru', en: 'en-GB', kk: 'kk', uz: 'uz' };

/** The calendar day of a moment in a time zone. */
function calendarDay(at: Date, timeZone: string): { readonly year: number; readonly daysSince1970: number } {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' })
    .formatToParts(at)
    .map(({ type, value }) => [type, Number(value)] as const);
  const { year = 0, month = 0, day = 0 } = Object.fromEntries(parts);
  return { year, daysSince1970: Math.round(Date.UTC(year, month - 1, day) / DAY_MS) };
}

/** A day without its year, such as "10 мая". */
const dayText = (language: Language, at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(LOCALES[language], { timeZone, day: 'numeric', month: 'long' }).format(at);

/** A date as the language writes it, such as "10 мая 2026 г.". */
export function dateText(language: Language, at: Date, timeZone: string): string {
  if (language === 'uz') {
    return `${calendarDay(at, timeZone).year}-yil ${dayText(language, at, timeZone)}`;
  }
  const options = { timeZone, day: 'numeric', month: 'long', year: 'numeric' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], options).format(at);
}

/**
 * A moment by the clock of the shop, with the name of that clock, because owners may be elsewhere:
 * "10 мая 2026 г., 14:30 (UTC+5)".
 */
export function momentText(language: Language, at: Date, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
  return `${dateText(language, at, timeZone)}, ${time} (${offsetText(timeZone, at)})`;
}

/**
 * How long ago something was, as a person says it: "5 минут назад", "вчера", "10 мая". The clock of the database may be a little
 * ahead of ours, and a moment in the future counts as now.
 */
export function agoText(
  language: Language,
  at: Date,
  { timeZone, now = new Date() }: { readonly timeZone: string; readonly now?: Date },
): string {
  const elapsedMs = Math.max(0, now.getTime() - at.getTime());
  const [today, day] = [calendarDay(now, timeZone), calendarDay(at, timeZone)];
  const days = today.daysSince1970 - day.daysSince1970;
  // Only these two have a usual word of their own in every language: "now" and "yesterday".
  const numeric = elapsedMs < MINUTE_MS || days === 1 ? 'auto' : 'always';
  const relative = new Intl.RelativeTimeFormat(LOCALES[language], { numeric });
  if (elapsedMs < MINUTE_MS) return relative.format(0, 'second');
  if (elapsedMs < HOUR_MS) return relative.format(-Math.floor(elapsedMs / MINUTE_MS), 'minute');
  if (days === 0 || elapsedMs < DAY_MS / 2) return relative.format(-Math.floor(elapsedMs / HOUR_MS), 'hour');
  if (days < 7) return relative.format(-days, 'day');
  return day.year === today.year ? dayText(language, at, timeZone) : dateText(language, at, timeZone);
}
