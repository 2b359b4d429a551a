import { dateText } from '@otpravka/element/pages';
import type { Translator } from './translator';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The number of the calendar day by the browser's clock. */
const dayNumber = (at: Date): number =>
  Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / DAY_MS);

/**
 * How long ago something was, as the bot says it too: "5 минут назад", "вчера", "10 мая 2026 г.". The clock of the API may be a
 * little ahead of ours, and a moment in the future counts as now.
 */
export function agoText(translator: Translator, at: Date, now = new Date()): string {
  const elapsedMs = Math.max(0, now.getTime() - at.getTime());
  const days = dayNumber(now) - dayNumber(at);
  if (elapsedMs < MINUTE_MS) return translator.text('agoNow');
  if (elapsedMs < HOUR_MS) return translator.count('agoMinutes', Math.floor(elapsedMs / MINUTE_MS));
  if (days === 0 || elapsedMs < DAY_MS / 2)
    return translator.count('agoHours', Math.floor(elapsedMs / HOUR_MS));
  if (days === 1) return translator.text('agoYesterday');
  return days < 7 ? translator.count('agoDays', days) : dateText(translator.language, at);
}
