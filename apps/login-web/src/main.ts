import type { CurrentSession } from '@otpravka/client';
import { OtpLogin } from '@otpravka/element';
import { optional, withMemoryFallback } from '@otpravka/element/pages';
import { connectLanguageSwitch } from './language/language-switch';
import { Translator } from './language/translator';
import { byId } from './page/element';
import { Message } from './page/message';
import { showSection } from './page/sections';
import { isReturnRefused, isToAccount, leave, leaveSignedIn } from './return-to/destination';
import { failureKey, PageSession } from './session/page-session';
import { SessionHint } from './session/session-hint';
import { ShopCard } from './shop/shop-card';
import './style/page.css';
import './style/shop.css';

// The page needs fetch. Without it the text for a script that cannot run stays visible.
if (!optional(() => fetch)) throw new Error('This browser has no fetch');

const storage = withMemoryFallback(() => localStorage);
const translator = new Translator(storage);
connectLanguageSwitch(translator);

const login = new OtpLogin();
login.history = true;
login.transport = 'cookie';
login.api = location.origin;
translator.subscribe(() => {
  login.language = translator.language;
});

const [loginStep, restoreStep] = [byId('login-step', HTMLElement), byId('restore-step', HTMLElement)];
const message = new Message(byId('message', HTMLElement), translator);
const restoreHeading = new Message(byId('restore-heading', HTMLElement), translator);
const restoreError = new Message(byId('restore-error', HTMLElement), translator);
const shopError = new Message(byId('shop-error', HTMLElement), translator);
const card = new ShopCard(translator);
const session = new PageSession(login.client, new SessionHint(storage), {
  onSignedIn: (current) => welcome(current),
  onSignedOut: (isByPerson) => {
    if (card.isShown) showLogin(isByPerson ? 'signedOut' : 'sessionOver');
  },
});

function showLogin(reason?: 'signedOut' | 'sessionOver' | 'returnRefused'): void {
  card.clear();
  if (reason === undefined) message.clear();
  else message.show(reason);
  showSection(loginStep);
  if (login.isConnected) login.restart();
  else loginStep.append(login);
}

/** A person who is signed in already. */
function welcome(current: CurrentSession): void {
  session.remember();
  if (isToAccount) return leave();
  message.clear();
  shopError.clear();
  card.show(current);
}

/** Finds the session of an earlier visit, or shows the sign-in. */
async function restore(): Promise<void> {
  const retry = byId('retry', HTMLButtonElement);
  retry.hidden = true;
  restoreError.clear();
  restoreHeading.show('restoring');
  showSection(restoreStep);
  try {
    const current = await session.restore();
    if (current === undefined) showLogin('sessionOver');
    else welcome(current);
  } catch (failure) {
    restoreHeading.show('restoreFailed');
    restoreError.show(failureKey(failure));
    retry.hidden = false;
  }
}

login.addEventListener('signed-in', () => {
  session.remember();
  leaveSignedIn();
});
// Whoever begins to sign in has read the message.
login.addEventListener('input', () => message.clear());
// The browser has kept this page, and Back has led to it after the sign-in.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && session.current !== undefined) location.reload();
});
byId('retry', HTMLButtonElement).addEventListener('click', () => void restore());
byId('logout', HTMLButtonElement).addEventListener('click', () => {
  shopError.clear();
  void session.signOut().catch((failure: unknown) => shopError.show(failureKey(failure)));
});

if (isReturnRefused) showLogin('returnRefused');
else if (session.probablyExists) void restore();
else showLogin();

byId('not-started', HTMLElement).remove();
