import type { Language } from '@app/contract';
import { cityName } from './city-names';

const FIELDS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
} as const;

/** Minutes east of UTC. Computed, because browsers from before 2022 cannot format an offset. */
function offsetMinutes(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', ...FIELDS })
    .formatToParts(at)
    .map(({ type, value }) => [type, Number(value)] as const);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = Object.fromEntries(parts);
  return Math.round(
    Date.UTC(year, month - 1, day, hour, minute) / 60_000 - Math.floor(at.getTime() / 60_000),
  );
}

/** The difference to UTC at this moment, such as "UTC+5" or "UTC−3:30". */
export function offsetText(zone: string, at: Date): string {
  const minutes = offsetMinutes(zone, at);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** The city of a time zone, such as "Алматы". @returns undefined for a zone of no place, such as `UTC` */
export function timeZoneName(language: Language, zone: string): string | undefined {
  const isOfPlace = zone.includes('/') && !zone.startsWith('Etc/');
  if (!isOfPlace) return undefined;
  return cityName(language, zone) ?? zone.slice(zone.lastIndexOf('/') + 1).replace(/_/g, ' ');
}

/** A time zone by its city and its difference to UTC now, such as "Алматы, UTC+5". @param zone IANA time zone */
export function timeZoneText(language: Language, zone: string, at = new Date()): string {
  const [name, offset] = [timeZoneName(language, zone), offsetText(zone, at)];
  return name === undefined ? offset : `${name}, ${offset}`;
}
