import { OtpravkaApi } from '@otpravka/client';
import { CodeStep } from './code/code-step';
import { CodeView } from './code/code-view';
import { DeliveryProgress } from './code/delivery-progress';
import { type PendingSignIn, PendingSignInStorage } from './code/pending-sign-in';
import { browserLanguages } from './language/choose-language';
import { connectLanguageSwitch } from './language/language-switch';
import { Translator } from './language/translator';
import { withMemoryFallback } from './page/browser-storage';
import { byId } from './page/element';
import { Feedback } from './page/feedback';
import { optional } from './page/optional';
import type { Page } from './page/page';
import { StepHistory } from './page/step-history';
import { Steps } from './page/steps';
import { PhoneStep } from './phone/phone-step';
import { ShopStep } from './shop/shop-step';
import { TabSession, type TokenRotation } from './shop/tab-session';
import './style/ground.css';
import './style/controls.css';
import './style/steps.css';

// The page needs fetch. Without it the text for a script that cannot run stays visible.
if (!optional(() => fetch)) throw new Error('This browser has no fetch');

const translator = new Translator(
  withMemoryFallback(() => localStorage),
  browserLanguages(),
);
const tabStorage = withMemoryFallback(() => sessionStorage);
const client = new OtpravkaApi({ api: location.origin });
translator.subscribe(() => {
  client.language = translator.language;
});
connectLanguageSwitch(translator);

const otherTabs = optional(() => new BroadcastChannel('otpravka.refresh'));
const session = new TabSession(client, tabStorage, (rotation) => otherTabs?.postMessage(rotation));
otherTabs?.addEventListener('message', ({ data }) => session.applyRotation(data as TokenRotation));

const feedback = new Feedback(translator);
const page: Page = { translator, feedback, steps: new Steps(feedback) };
const storage = new PendingSignInStorage(tabStorage);
const stepHistory = new StepHistory(history);
/** Set only by a development server, which has a chat page. */
const chatPage = document.querySelector<HTMLMetaElement>('meta[name="otpravka-chat-page"]')?.content;

const phoneStep = new PhoneStep(client, page, showCode);
const codeView = new CodeView(page, new DeliveryProgress(client, page), chatPage);
const codeStep = new CodeStep(client, page, storage, codeView, {
  onVerified: (answer) => {
    stepHistory.replaceWithPhone();
    session.begin(answer);
    void shopStep.show(answer);
  },
  onBack: () => history.back(),
  onPhoneInvalid: (failure) => {
    // This runs after the popstate listener below, which shows the phone step.
    window.addEventListener('popstate', () => phoneStep.showFailure(failure), { once: true });
    history.back();
  },
});
const shopStep = new ShopStep(client, session, page, (failure) => {
  phoneStep.show();
  if (failure) page.feedback.showFailure(failure);
  else page.steps.showSuccess(() => translator.text('signedOut'));
});

function showCode(pending: PendingSignIn): void {
  stepHistory.pushCode();
  codeStep.show(pending);
}

function showPhone(): void {
  stepHistory.replaceWithPhone();
  phoneStep.show(codeStep.pause());
}

window.addEventListener('popstate', () => {
  if (session.exists) return;
  const pending = stepHistory.current === 'code' ? storage.load(Date.now()) : undefined;
  if (pending) showCode(pending);
  else showPhone();
});

// A reload stays at the phone step if the person had gone back to it.
const pending = stepHistory.current === 'phone' ? undefined : storage.load(Date.now());
if (session.exists) void shopStep.show();
else if (pending) showCode(pending);
else showPhone();

byId('not-started', HTMLElement).remove();
