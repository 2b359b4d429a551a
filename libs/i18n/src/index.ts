export { TIME_ZONES } from './city-names';
export { CURRENCIES, currencyText } from './currency-text';
export { ERROR_TEXTS } from './errors';
export { text, type TextKey, TEXTS } from './text';
export { agoText, dateText, momentText } from './time-text';
export { offsetText, timeZoneName, timeZoneText } from './time-zone-text';
