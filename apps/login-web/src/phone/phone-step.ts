import { type OtpravkaApi, OtpravkaError } from '@otpravka/client';
import { pendingBotCode, pendingSignIn, type PendingSignIn } from '../code/pending-sign-in';
import { browserLanguages } from '../language/choose-language';
import { digitsOf } from '../page/digits';
import { byId } from '../page/element';
import { optional } from '../page/optional';
import type { Page } from '../page/page';
import { initialFocus } from '../page/steps';
import { COUNTRIES, type Country, DIAL_CODES, dialledCountry, EXAMPLES, guessCountry } from './countries';
import { countryName } from './country-names';

/** The first step: enter a phone number and request a code. */
export class PhoneStep {
  private readonly step = byId('phone-step', HTMLElement);
  private readonly phone = byId('phone', HTMLInputElement);
  private readonly country = byId('country', HTMLSelectElement);
  private readonly countryShown = byId('country-shown', HTMLElement);
  /** When the phone in the field can request a code again. */
  private resendAt = 0;
  private replaces: string | undefined;

  constructor(
    private readonly client: OtpravkaApi,
    private readonly page: Page,
    private readonly onPending: (pending: PendingSignIn) => void,
  ) {
    this.country.append(...COUNTRIES.map((code) => new Option(code, code)));
    const timeZone = optional(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    this.selectCountry(guessCountry(timeZone, browserLanguages()));
    this.country.addEventListener('change', () => this.selectCountry(this.selectedCountry));
    this.phone.addEventListener('input', () => {
      this.selectCountry(dialledCountry(this.phone.value, this.selectedCountry));
      this.resendAt = 0;
    });
    byId('asked-bot', HTMLButtonElement).addEventListener('click', () => this.useBotCode());

    const request = page.steps.oneAtATime(byId('request', HTMLButtonElement), (isAbandoned) =>
      this.requestCode(isAbandoned),
    );
    byId('phone-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      request();
    });
    page.translator.subscribe(() => this.translateCountries());
  }

  /** @param replaces the challenge that the next request replaces */
  show(replaces?: string): void {
    this.replaces = replaces;
    this.page.steps.show(this.step, initialFocus(this.phone));
  }

  /** Shows why a request failed, beside the phone field if the phone is invalid. */
  showFailure(failure: unknown): void {
    const { feedback } = this.page;
    const code = failure instanceof OtpravkaError ? failure.code : undefined;
    feedback.showFailure(failure, code === 'phone_invalid' ? this.phone : undefined);
    if (!(failure instanceof OtpravkaError)) return;
    const retryAfter = 'retryAfter' in failure ? failure.retryAfter : undefined;
    feedback.showRetryCountdown(retryAfter);
    this.resendAt = Date.now() + (retryAfter ?? 0) * 1000;
  }

  private get selectedCountry(): Country {
    return this.country.value as Country;
  }

  private selectCountry(country: Country): void {
    this.country.value = country;
    this.phone.placeholder = EXAMPLES[country] ?? '';
    this.countryShown.textContent = `${country} +${DIAL_CODES[country]}`;
  }

  private translateCountries(): void {
    for (const option of this.country.options) {
      const country = option.value as Country;
      option.text = `${countryName(country, this.page.translator.language)} +${DIAL_CODES[country]}`;
    }
  }

  private async requestCode(isAbandoned: () => boolean): Promise<void> {
    const { translator, feedback } = this.page;
    feedback.clear();
    const phone = this.phone.value.trim();
    if (phone === '') return this.showEmptyPhone();
    try {
      const answer = await this.client.requestOtp({
        phone,
        country: this.selectedCountry,
        language: translator.language,
        ...(this.replaces !== undefined && { replaces: this.replaces }),
      });
      if (!isAbandoned()) this.onPending(pendingSignIn(answer, Date.now()));
    } catch (failure) {
      if (!isAbandoned()) this.showFailure(failure);
    }
  }

  private useBotCode(): void {
    if (digitsOf(this.phone.value) === '') return this.showEmptyPhone();
    const phone = { phone: this.phone.value.trim(), country: this.selectedCountry };
    this.onPending(pendingBotCode(phone, this.resendAt));
  }

  private showEmptyPhone(): void {
    const { translator, feedback } = this.page;
    feedback.showError(() => translator.text('phoneEmpty'), this.phone);
  }
}
