export { currencyText } from './currency-text';
export { text, type TextKey, TEXTS } from './text';
export { agoText, dateText, momentText } from './time-text';
export { timeZoneText } from './time-zone-text';
