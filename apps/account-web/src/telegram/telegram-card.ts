import { html, type TemplateResult } from 'lit';
import type { BotAnswer, OtpravkaClient, Shop } from '@otpravka/client';
import type { Ui } from '../page/screen';

/** Whether the phone is linked to Telegram, and how to change that in the bot. */
export class TelegramCard {
  private bot: BotAnswer | undefined;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly ui: Ui,
  ) {}

  /** Without an answer there is no link; the texts say what to do in the bot. */
  async load(): Promise<void> {
    this.bot = await this.client.bot().catch(() => undefined);
    this.ui.render();
  }

  template({ telegram }: Shop): TemplateResult {
    const { translator } = this.ui;
    const hint = translator.text(telegram.linked ? 'telegramLinkedHint' : 'telegramUnlinkedHint');
    return html`<section class="card" aria-labelledby="telegram-heading">
      <h2 id="telegram-heading">${translator.text('telegramHeading')}</h2>
      <p id="telegram" class="strong-text">${this.state(telegram)}</p>
      <p class="faint">${hint}</p>
      ${this.link()}
    </section>`;
  }

  /** A link to the bot, where its name is known. */
  link(): TemplateResult | '' {
    if (this.bot === undefined) return '';
    const { bot, link } = this.bot;
    return html`<a class="quiet bot" href=${link} target="_blank" rel="noopener"
      >${this.ui.translator.text('openBot')} <bdi>@${bot}</bdi></a
    >`;
  }

  private state({ linked, username, firstName }: Shop['telegram']): TemplateResult | string {
    const { translator } = this.ui;
    if (!linked) return translator.text('telegramUnlinked');
    const account = username === null ? firstName : `@${username}`;
    if (account === null) return translator.text('telegramLinkedPlain');
    const [before, after] = translator.text('telegramLinked').split('{account}');
    return html`${before}<bdi>${account}</bdi>${after}`;
  }
}
