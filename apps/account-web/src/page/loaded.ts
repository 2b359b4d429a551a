import { html, type TemplateResult } from 'lit';
import { Action } from './action';
import { button } from './button';
import type { Ui } from './screen';

/** Data of a section that are read from the API. A failure is shown with a button that reads again. */
export class Loaded<Data> {
  data: Data | undefined;
  private readonly reading: Action;

  constructor(
    private readonly ui: Ui,
    private readonly name: string,
    private readonly read: () => Promise<Data>,
  ) {
    this.reading = new Action(ui);
  }

  /** Reads again; what is shown stays until the new data are there. */
  load(): Promise<void> {
    return this.reading.run(this.name, async () => {
      this.data = await this.read();
    });
  }

  /** @param show is called once there are data */
  template(show: (data: Data) => TemplateResult): TemplateResult {
    const { translator } = this.ui;
    const hasFailed = this.reading.hasFailed(this.name);
    const isWaiting = this.data === undefined && !hasFailed;
    return html`${this.data === undefined ? '' : show(this.data)}
    ${isWaiting ? html`<p class="faint">${translator.text('loading')}</p>` : ''}
    ${this.reading.error(this.name)}
    ${
      hasFailed
        ? button({
            id: `${this.name}-retry`,
            kind: 'quiet',
            text: translator.text('retry'),
            onClick: () => void this.load(),
          })
        : ''
    }`;
  }
}
