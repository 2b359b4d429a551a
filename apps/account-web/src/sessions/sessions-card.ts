import { html, type TemplateResult } from 'lit';
import type { ListedSession, LogoutScope, OtpravkaClient } from '@otpravka/client';
import { agoText } from '../language/ago';
import { deviceText } from '../language/device-text';
import { Action } from '../page/action';
import { button } from '../page/button';
import { Loaded } from '../page/loaded';
import type { Ui } from '../page/screen';

/** The sessions of the shop. Each can be ended, and so can all others, or all. */
export class SessionsCard {
  readonly sessions: Loaded<ListedSession[]>;
  private readonly ending: Action;
  private isAskedForAll = false;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly ui: Ui,
    private readonly signOut: (scope: LogoutScope) => Promise<void>,
  ) {
    this.sessions = new Loaded(ui, 'sessions', () => client.sessions.list());
    this.ending = new Action(ui);
  }

  template(): TemplateResult {
    return html`<section class="card" aria-labelledby="sessions-heading">
      <h2 id="sessions-heading" tabindex="-1">${this.ui.translator.text('sessionsHeading')}</h2>
      ${this.sessions.template((sessions) => this.list(sessions))}
    </section>`;
  }

  private list(sessions: readonly ListedSession[]): TemplateResult {
    const sorted = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
    return html`<ul id="sessions" class="items">
        ${sorted.map((session) => this.item(session))}
      </ul>
      ${this.ending.error('others')} ${this.ending.error('all')}
      ${this.isAskedForAll ? this.question() : this.buttons(sessions.length > 1)}`;
  }

  private item(session: ListedSession): TemplateResult {
    const { translator } = this.ui;
    const { id, current, userAgent, ip, lastSeenAt } = session;
    const device = deviceText(translator, userAgent);
    return html`<li class="item" data-session=${id}>
      <div class="text">
        <p class="strong-text">
          ${device} ${current ? html`<span class="mark">${translator.text('thisSession')}</span>` : ''}
        </p>
        <p class="faint">
          ${current ? '' : html`${this.lastSeen(lastSeenAt)}<br />`}<bdi
            >${translator.text('ip', { ip })}</bdi
          >
        </p>
        ${current ? '' : this.ending.error(id)}
      </div>
      ${
        current
          ? ''
          : button({
              kind: 'small',
              text: translator.text('endSession'),
              label: translator.text('endSessionOf', { device }),
              isBusy: this.ending.isBusy(id),
              onClick: () => this.end(session, device),
            })
      }
    </li>`;
  }

  private lastSeen(at: string): string {
    const { translator } = this.ui;
    return translator.text('lastSeen', { ago: agoText(translator, new Date(at)) });
  }

  private buttons(hasOthers: boolean): TemplateResult {
    const { translator } = this.ui;
    const others = button({
      id: 'end-others',
      kind: 'quiet',
      text: translator.text('endOthers'),
      isBusy: this.ending.isBusy('others'),
      onClick: () => this.endOthers(),
    });
    const all = button({
      id: 'end-all',
      kind: 'quiet',
      text: translator.text('endAll'),
      onClick: () => this.ask(),
    });
    return html`<div class="buttons">${hasOthers ? others : ''} ${all}</div>`;
  }

  private question(): TemplateResult {
    const { translator } = this.ui;
    return html`<div class="question" role="group" aria-labelledby="end-all-question">
      <p id="end-all-question">${translator.text('endAllAsk')}</p>
      <div class="buttons">
        ${button({
          id: 'end-all-yes',
          kind: 'danger',
          text: translator.text('endAllYes'),
          isBusy: this.ending.isBusy('all'),
          onClick: () => this.endAll(),
        })}
        ${button({
          id: 'end-all-no',
          kind: 'quiet',
          text: translator.text('cancel'),
          onClick: () => this.closeQuestion(),
        })}
      </div>
    </div>`;
  }

  private ask(): void {
    this.isAskedForAll = true;
    this.ui.focus('end-all-no');
  }

  private closeQuestion(): void {
    this.isAskedForAll = false;
    this.ui.focus('end-all');
  }

  private end({ id }: ListedSession, device: string): void {
    void this.ending.run(id, async () => {
      await this.client.sessions.end(id);
      this.remove((session) => session.id === id);
      this.ui.announce(this.ui.translator.text('sessionEnded', { device }));
    });
  }

  private endOthers(): void {
    void this.ending.run('others', async () => {
      await this.signOut('others');
      this.remove(({ current }) => !current);
      this.ui.announce(this.ui.translator.text('othersEnded'));
    });
  }

  private endAll(): void {
    void this.ending.run('all', () => this.signOut('all'));
  }

  /** The button that was pressed is gone, so the focus moves to the heading. */
  private remove(isEnded: (session: ListedSession) => boolean): void {
    this.sessions.data = this.sessions.data?.filter((session) => !isEnded(session));
    this.ui.focus('sessions-heading');
  }
}
