import type { Language } from '@app/contract';
import { cityName } from './city-names';

/** The difference to UTC at this moment, such as "UTC+5" or "UTC−3:30". */
export function offsetText(zone: string, at: Date): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' });
  const offset = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return offset.replace('GMT', 'UTC').replace('-', '−');
}

/** A time zone by its city and its difference to UTC now, such as "Алматы, UTC+5". @param zone IANA time zone */
export function timeZoneText(language: Language, zone: string, at = new Date()): string {
  const offset = offsetText(zone, at);
  const isOfPlace = zone.includes('/') && !zone.startsWith('Etc/');
  if (!isOfPlace) return offset;
  const name = cityName(language, zone) ?? zone.split('/').at(-1)!.replace(/_/g, ' ');
  return `${name}, ${offset}`;
}
