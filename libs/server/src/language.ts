/** The languages of the API's problem documents, the fallback first. */
export const LANGUAGES = ['ru', 'en', 'kk', 'uz'] as const;

export type Language = (typeof LANGUAGES)[number];

function languageOf(tag: string): Language | undefined {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}

/** The best language of an `Accept-Language` header (RFC 9110, 12.5.4), or Russian if none fits, as the API chooses it. */
export function negotiateLanguage(header: string | undefined): Language {
  const ranked = (header ?? '')
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
      return { language: languageOf(tag), quality: q === undefined ? 1 : Number(q) };
    })
    .filter(({ language, quality }) => language !== undefined && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return ranked[0]?.language ?? LANGUAGES[0];
}
