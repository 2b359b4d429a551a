import { browserLanguages } from '../language/choose-language.ts';
import type { KeyValueStorage } from '../ui/browser-storage.ts';
import { optional } from '../ui/optional.ts';
import { type Country, guessCountry, isCountry } from './countries.ts';

const STORAGE_KEY = 'otpravka.country';

/** The country of the phone field. The last one that a person has used is there again at the next visit. */
export class CountryMemory {
  country: Country;
  private isChosen: boolean;

  constructor(private readonly storage: KeyValueStorage) {
    const stored = storage.getItem(STORAGE_KEY);
    this.isChosen = isCountry(stored);
    const timeZone = optional(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    this.country = isCountry(stored) ? stored : guessCountry(timeZone, browserLanguages());
  }

  /** Takes the country of the page, unless the person has used one. */
  suggest(country: string | undefined): void {
    if (!this.isChosen && isCountry(country)) this.country = country;
  }

  save(): void {
    this.isChosen = true;
    this.storage.setItem(STORAGE_KEY, this.country);
  }
}
