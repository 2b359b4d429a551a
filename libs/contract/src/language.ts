/** The languages of our texts (BCP 47), the fallback first. */
export const LANGUAGES = ['ru', 'en', 'kk', 'uz'] as const;

export type Language = (typeof LANGUAGES)[number];

export const FALLBACK_LANGUAGE: Language = 'ru';

/** The language of a BCP 47 tag such as `kk-KZ`. @returns undefined for a language without texts */
export function languageOf(tag: string | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}

/** The best language of an `Accept-Language` header (RFC 9110, 12.5.4). @returns undefined if none fits */
export function acceptedLanguage(header: string | undefined): Language | undefined {
  const ranked = (header ?? '')
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [tag, ...parameters] = part.split(';');
      const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
      return { language: languageOf(tag), quality: q === undefined ? 1 : Number(q) };
    })
    .filter((entry) => entry.language !== undefined && entry.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return ranked[0]?.language;
}

/** The best language of an `Accept-Language` header, or Russian if none fits. */
export const negotiateLanguage = (header: string | undefined): Language =>
  acceptedLanguage(header) ?? FALLBACK_LANGUAGE;
