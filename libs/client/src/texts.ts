import type { Language } from './contract.ts';
import { optional } from './optional.ts';

interface Text {
  readonly title: string;
  readonly text: string;
}

/** The texts for failures of which the API does not know. */
interface Texts {
  readonly unreachable: Text;
  /** The same as the API's text of `session_invalid`: nobody is signed in. */
  readonly signedOut: Text;
}

const ru: Texts = {
  unreachable: {
    title: 'Нет связи с сервером',
    text: 'Нет связи с сервером. Проверьте интернет и попробуйте ещё раз.',
  },
  signedOut: { title: 'Сеанс завершён', text: 'Сеанс закончился или был завершён. Войдите заново.' },
};

const kk: Texts = {
  unreachable: {
    title: 'Сервермен байланыс жоқ',
    text: 'Сервермен байланыс жоқ. Интернетті тексеріп, қайталап көріңіз.',
  },
  signedOut: { title: 'Сеанс аяқталды', text: 'Сеанстың мерзімі бітті немесе ол аяқталған. Қайта кіріңіз.' },
};

const uz: Texts = {
  unreachable: {
    title: 'Server bilan aloqa yo‘q',
    text: 'Server bilan aloqa yo‘q. Internetni tekshirib, qayta urinib ko‘ring.',
  },
  signedOut: { title: 'Seans tugagan', text: 'Seans muddati tugagan yoki u yakunlangan. Qaytadan kiring.' },
};

const en: Texts = {
  unreachable: {
    title: 'The server cannot be reached',
    text: 'The server cannot be reached. Check your connection and try again.',
  },
  signedOut: {
    title: 'The session is over',
    text: 'The session has expired or was ended. Sign in again.',
  },
};

const TEXTS: Readonly<Record<Language, Texts>> = { ru, kk, uz, en };

/** @returns undefined for a language without texts */
function languageOf(tag: string): Language | undefined {
  const primary = tag.toLowerCase().split(/[-_]/)[0]!;
  return primary in TEXTS ? (primary as Language) : undefined;
}

const browserLanguages = (): readonly string[] => optional(() => navigator.languages) ?? [];

/** The texts in the wanted language, in one of the browser's languages, or in Russian, as the API chooses too. */
export function textsIn(wanted: string | undefined): Texts {
  const tags = wanted === undefined ? browserLanguages() : [wanted];
  const [language = 'ru'] = tags.map(languageOf).filter((found) => found !== undefined);
  return TEXTS[language];
}
