import type { Ui } from '../ui/ui.ts';
import { END_TEXTS, type PendingSignIn } from './pending-sign-in.ts';

/** Shows why the code of this sign-in is not accepted, as after a reload. */
export function showPendingState({ endReason, isLocked, resendAt }: PendingSignIn, ui: Ui): void {
  const { translator, feedback } = ui;
  if (endReason !== undefined) feedback.showError(() => translator.text(END_TEXTS[endReason]));
  if (isLocked && resendAt > Date.now()) feedback.showError(() => translator.text('phone_locked'));
}
