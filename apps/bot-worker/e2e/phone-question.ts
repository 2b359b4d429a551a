import { type E164, formatPhone } from '@app/contract';
import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { signIn } from '@app/testing';
import type { Scene } from './scene';
import type { Speaker } from './speaker';

export const shown = (phone: string): string => formatPhone(phone as E164);

type Note = 'shopMoves' | 'codesMove' | 'leavesOther';

/** Waits for the question about the phone that the person has shared. */
export async function question(
  speaker: Speaker,
  person: SimulatedPerson,
  from: string,
  notes: Note[],
): Promise<ChatMessage> {
  const ask = speaker.text('bot.phoneChange.ask', { from: shown(from), to: shown(person.phone) });
  const expected = [ask, ...notes.map((note) => speaker.text(`bot.phoneChange.${note}`))].join('\n\n');
  const found = await person.waitForMessage(({ text }) => text === expected, {
    after: person.shareContact(),
  });
  expect(inlineButtonsOf(found).map(({ text }) => text)).toEqual([
    speaker.text('bot.button.phoneYes'),
    speaker.text('bot.button.phoneNo'),
  ]);
  return found;
}

/** The data of the first button, which an app may send after the button was removed. */
export const yesDataOf = (asked: ChatMessage): string => inlineButtonsOf(asked)[0]!.callback_data!;

/** A person whose phone changes has a shop with this phone before, and the question about the new one. */
export async function asked(scene: Scene): Promise<{
  owner: SimulatedPerson;
  former: string;
  message: ChatMessage;
  accessToken: string;
}> {
  const owner = await scene.owner();
  const former = owner.phone;
  const { accessToken } = await signIn(scene.product, owner);
  owner.changePhone(scene.freshPhone());
  const message = await owner.waitForMessage(/^Сменить номер\?/, { after: owner.shareContact() });
  return { owner, former, message, accessToken };
}
