/** What the API's own pages share with the element. It is no part of the package, whose only entry is `index.ts`. */
export { browserLanguages, chooseLanguage } from './language/choose-language.ts';
export { dateText, momentText, timeText } from './language/moment-text.ts';
export { interpolate } from './language/texts.ts';
export { formatPhone } from './phone/phone-format.ts';
export { inMemoryStorage, type KeyValueStorage, withMemoryFallback } from './ui/browser-storage.ts';
export { optional } from './ui/optional.ts';
