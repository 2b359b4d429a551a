import { html, type TemplateResult } from 'lit';
import type { ActivityAnswer, ActivityEntry, OtpravkaClient } from '@otpravka/client';
import { momentText } from '@otpravka/element/pages';
import { deviceText } from '../language/device-text';
import { type TextKey, TEXTS } from '../language/texts';
import { Action } from '../page/action';
import { button } from '../page/button';
import { Loaded } from '../page/loaded';
import type { Ui } from '../page/screen';

const FIRST = 5;
const MORE = 20;

const isKey = (event: string): event is TextKey => Object.prototype.hasOwnProperty.call(TEXTS.ru, event);

/** The security events of the shop, the newest first. */
export class ActivityCard {
  readonly activity: Loaded<ActivityAnswer>;
  private readonly reading: Action;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly ui: Ui,
  ) {
    this.activity = new Loaded(ui, 'activity', () => client.activity({ limit: FIRST }));
    this.reading = new Action(ui);
  }

  template(): TemplateResult {
    const { translator } = this.ui;
    return html`<section class="card" aria-labelledby="activity-heading">
      <h2 id="activity-heading">${translator.text('activityHeading')}</h2>
      ${this.activity.template(({ items, nextBefore }) => this.list(items, nextBefore))}
    </section>`;
  }

  private list(items: readonly ActivityEntry[], nextBefore: string | null): TemplateResult {
    const { translator } = this.ui;
    if (items.length === 0) return html`<p class="faint">${translator.text('activityNone')}</p>`;
    return html`<ol id="activity" class="items">
        ${items.map((item, index) => this.item(item, index))}
      </ol>
      ${this.reading.error('more')}
      ${
        nextBefore === null
          ? ''
          : button({
              id: 'more',
              kind: 'quiet',
              text: translator.text('more'),
              isBusy: this.reading.isBusy('more'),
              onClick: () => this.readMore(items, nextBefore),
            })
      }`;
  }

  private item({ at, event, ip, userAgent }: ActivityEntry, index: number): TemplateResult {
    const { translator } = this.ui;
    const where = [
      userAgent === null ? undefined : deviceText(translator, userAgent),
      ip === null ? undefined : translator.text('ip', { ip }),
    ].filter((text) => text !== undefined);
    return html`<li class="item" id="activity-${index}" tabindex="-1">
      <div class="text">
        <p class="strong-text">${translator.text(isKey(event) ? event : 'otherEvent')}</p>
        <p class="faint">
          <time datetime=${at}>${momentText(translator.language, new Date(at))}</time>
          ${where.length === 0 ? '' : html`<br /><bdi>${where.join(', ')}</bdi>`}
        </p>
      </div>
    </li>`;
  }

  private readMore(shown: readonly ActivityEntry[], before: string): void {
    void this.reading.run('more', async () => {
      const { items, nextBefore } = await this.client.activity({ limit: MORE, before });
      this.activity.data = { items: [...shown, ...items], nextBefore };
      this.ui.focus(`activity-${shown.length}`);
    });
  }
}
