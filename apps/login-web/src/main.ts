import { OtpravkaClient } from '@app/client';
import { CodeStep } from './code/code-step';
import { CodeView } from './code/code-view';
import { type Pending, PendingMemory } from './code/pending';
import { Progress } from './code/progress';
import { browserLanguages } from './language/choose-language';
import { makeLanguageSwitch } from './language/language-switch';
import { Speech } from './language/speech';
import { byId } from './page/element';
import { memoryOf } from './page/memory';
import { optional } from './page/optional';
import { Stage } from './page/stage';
import { Trail } from './page/trail';
import { Trouble } from './page/trouble';
import { PhoneStep } from './phone/phone-step';
import { ShopStep } from './shop/shop-step';
import { type Rotation, TabSession } from './shop/tab-session';
import './style/ground.css';
import './style/controls.css';
import './style/steps.css';

// Nothing can be asked without it. The page then goes on to show the text for a script that cannot run.
if (!optional(() => fetch)) throw new Error('This browser has no fetch');

const speech = new Speech(
  memoryOf(() => localStorage),
  browserLanguages(),
);
const tabMemory = memoryOf(() => sessionStorage);
const client = new OtpravkaClient({ baseUrl: location.origin });
speech.follow(() => {
  client.language = speech.language;
});
makeLanguageSwitch(speech);

const otherTabs = optional(() => new BroadcastChannel('otpravka.refresh'));
const session = new TabSession(client, tabMemory, (rotation) => otherTabs?.postMessage(rotation));
otherTabs?.addEventListener('message', ({ data }) => session.hear(data as Rotation));

const trouble = new Trouble(speech);
const stage = new Stage(trouble);
const memory = new PendingMemory(tabMemory);
const trail = new Trail(history);
/** Only a server in development names a chat page. */
const chatPage = document.querySelector<HTMLMetaElement>('meta[name="otpravka-chat-page"]')?.content;

const phoneStep = new PhoneStep({
  client,
  speech,
  stage,
  trouble,
  requested: showCode,
});
const codeStep = new CodeStep({
  client,
  speech,
  stage,
  trouble,
  memory,
  view: new CodeView(speech, stage, new Progress(client, speech, stage), chatPage),
  verified: (answer) => {
    trail.toPhone();
    session.begin(answer);
    void shopStep.open(answer);
  },
  back: () => history.back(),
  phoneRefused: (failure) => {
    // After the listener below, which shows the phone step.
    window.addEventListener('popstate', () => phoneStep.refused(failure), { once: true });
    history.back();
  },
});
const shopStep = new ShopStep({
  client,
  session,
  speech,
  stage,
  trouble,
  signedOut: (failure) => {
    phoneStep.show();
    if (failure) trouble.explain(failure);
    else stage.tell(() => speech.say('signedOut'));
  },
});

function showCode(pending: Pending): void {
  trail.toCode();
  codeStep.show(pending);
}

function showPhone(): void {
  trail.toPhone();
  phoneStep.show(codeStep.pause());
}

window.addEventListener('popstate', () => {
  if (session.isOpen) return;
  const pending = trail.here === 'code' ? memory.recall(Date.now()) : undefined;
  if (pending) showCode(pending);
  else showPhone();
});

// Who went back to the phone step stays there over a reload.
const pending = trail.here === 'phone' ? undefined : memory.recall(Date.now());
if (session.isOpen) void shopStep.open();
else if (pending) showCode(pending);
else showPhone();

byId('not-started', HTMLElement).remove();
