import { createClient, type Language } from '@otpravka/client';
import { AccountPage } from './account-page';
import { optional, withMemoryFallback } from '@otpravka/element/pages';
import { Translator } from './language/translator';
import { frame } from './page/frame';
import { Screen } from './page/screen';
import { Leave } from './session/leave';
import './style/page.css';
import './style/controls.css';
import './style/account.css';

/** "5 минут назад" becomes untrue by itself. */
const TICK_MS = 60_000;

// The page needs fetch. Without it the text for a script that cannot run stays visible.
if (!optional(() => fetch)) throw new Error('This browser has no fetch');

const storage = withMemoryFallback(() => localStorage);
const translator = new Translator(storage);
const client = createClient({ api: location.origin, transport: 'cookie', language: translator.language });

const screen: Screen = new Screen(document.getElementById('account')!, translator, (announced) =>
  frame(page.template(), { translator, announced, onLanguage: changeLanguage }),
);
const page = new AccountPage({ client, storage, leave: new Leave(storage) }, screen);

function changeLanguage(language: Language): void {
  translator.change(language);
  client.language = language;
  showLanguage();
}

function showLanguage(): void {
  document.documentElement.lang = translator.language;
  document.title = translator.text('pageTitle');
  screen.render();
}

showLanguage();
void page.start();
window.setInterval(() => screen.render(), TICK_MS);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') page.refresh();
});

document.getElementById('not-started')?.remove();
