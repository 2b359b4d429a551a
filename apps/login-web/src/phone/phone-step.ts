import { type OtpravkaClient, OtpravkaError } from '@app/client';
import { askedOfBot, type Pending, pendingOf } from '../code/pending';
import { browserLanguages } from '../language/choose-language';
import type { Speech } from '../language/speech';
import { digitsOf } from '../page/digits';
import { byId } from '../page/element';
import { optional } from '../page/optional';
import { fieldFirst, type Stage } from '../page/stage';
import type { Trouble } from '../page/trouble';
import { COUNTRIES, type Country, DIAL_CODES, dialledCountry, EXAMPLES, guessCountry } from './countries';
import { countryName } from './country-names';

export interface PhoneStepParts {
  readonly client: OtpravkaClient;
  readonly speech: Speech;
  readonly stage: Stage;
  readonly trouble: Trouble;
  readonly requested: (pending: Pending) => void;
}

/** The first step: a phone number, for which a code is asked. */
export class PhoneStep {
  private readonly step = byId('phone-step', HTMLElement);
  private readonly phone = byId('phone', HTMLInputElement);
  private readonly country = byId('country', HTMLSelectElement);
  private readonly countryShown = byId('country-shown', HTMLElement);
  /** Of the number as it stands in the field. */
  private lockedUntil = 0;
  private former: string | undefined;

  constructor(private readonly parts: PhoneStepParts) {
    this.country.append(...COUNTRIES.map((code) => new Option(code, code)));
    const timeZone = optional(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    this.chooseCountry(guessCountry(timeZone, browserLanguages()));
    this.country.addEventListener('change', () => this.chooseCountry(this.chosenCountry));
    this.phone.addEventListener('input', () => {
      this.chooseCountry(dialledCountry(this.phone.value, this.chosenCountry));
      this.lockedUntil = 0;
    });
    byId('asked-bot', HTMLButtonElement).addEventListener('click', () => this.enterCodeOfBot());

    const send = parts.stage.whileBusy(byId('request', HTMLButtonElement), (isAbandoned) =>
      this.request(isAbandoned),
    );
    byId('phone-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      send();
    });
    parts.speech.follow(() => this.nameCountries());
  }

  /** @param former the challenge that a request from here replaces */
  show(former?: string): void {
    this.former = former;
    this.parts.stage.show(this.step, fieldFirst(this.phone));
  }

  /** Says why a call failed, and points at the phone where it cannot be read. */
  refused(failure: unknown): void {
    const { trouble } = this.parts;
    const code = failure instanceof OtpravkaError ? failure.code : undefined;
    trouble.explain(failure, code === 'phone_invalid' ? this.phone : undefined);
    if (!(failure instanceof OtpravkaError)) return;
    trouble.waitFor(failure.retryAfter);
    this.lockedUntil = Date.now() + (failure.retryAfter ?? 0) * 1000;
  }

  private get chosenCountry(): Country {
    return this.country.value as Country;
  }

  private chooseCountry(country: Country): void {
    this.country.value = country;
    this.phone.placeholder = EXAMPLES[country] ?? '';
    this.countryShown.textContent = `${country} +${DIAL_CODES[country]}`;
  }

  private nameCountries(): void {
    for (const option of this.country.options) {
      const country = option.value as Country;
      option.text = `${countryName(country, this.parts.speech.language)} +${DIAL_CODES[country]}`;
    }
  }

  private async request(isAbandoned: () => boolean): Promise<void> {
    const { client, speech, trouble, requested } = this.parts;
    trouble.clear();
    const phone = this.phone.value.trim();
    if (phone === '') return trouble.tell(() => speech.say('phoneEmpty'), this.phone);
    try {
      const answer = await client.requestOtp({
        phone,
        country: this.chosenCountry,
        language: speech.language,
        ...(this.former !== undefined && { replaces: this.former }),
      });
      if (!isAbandoned()) requested(pendingOf(answer, Date.now()));
    } catch (failure) {
      if (!isAbandoned()) this.refused(failure);
    }
  }

  private enterCodeOfBot(): void {
    const { speech, trouble } = this.parts;
    if (digitsOf(this.phone.value) === '') return trouble.tell(() => speech.say('phoneEmpty'), this.phone);
    const phone = { phone: this.phone.value.trim(), country: this.chosenCountry };
    this.parts.requested(askedOfBot(phone, this.lockedUntil));
  }
}
