import { codeOf, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { receiveCodeOf, until, untilParked, untilRecorded } from '@app/testing';
import { codeMessages, lastIdOf, textsAfter, useScene } from './scene';
import { inEachLanguage, type Speaker } from './speaker';

const scene = useScene();

const MEDIA = {
  sticker: { sticker: { file_id: 'x', file_unique_id: 'y', type: 'regular', width: 1, height: 1 } },
  voice: { voice: { file_id: 'x', file_unique_id: 'y', duration: 1 } },
  photo: { photo: [{ file_id: 'x', width: 1, height: 1 }], caption: '/code' },
  video_note: { video_note: { file_id: 'x', file_unique_id: 'y', length: 1, duration: 1 } },
};

let editId = 3_000_000_000;

/** Pushes the edit of a message as Telegram reports it. */
const edit = ({ language }: Speaker, person: SimulatedPerson, content: object): void => {
  const from = { id: person.id, is_bot: false, first_name: 'Анна', language_code: language };
  const chat = { id: person.id, type: 'private' };
  const edited_message = { message_id: 1, date: 1, edit_date: 2, chat, from, ...content };
  scene.telegram.pushUpdate({ update_id: ++editId, edited_message });
};

describe('a phone that is linked', () => {
  it(
    'is confirmed in the message with the code of the opened link, and in no other',
    inEachLanguage(scene, async (speaker) => {
      const person = speaker.stranger();
      const { telegram, challengeId } = await scene.requestCode(person.phone);
      person.openLink(telegram.link);
      await until(() => person.keyboard !== undefined);
      // A code that is being sent when the phone is linked says nothing of it; a message of its own does.
      await untilParked(scene.product, challengeId);
      const shared = person.shareContact();
      const message = await person.waitForMessage((each) => codeOf(each) !== undefined, { after: shared });
      expect(message.text.startsWith(`${speaker.text('bot.code.linked')}\n\n${codeOf(message)}`)).toBe(true);
      await untilRecorded(scene.product, challengeId);
      expect(await scene.verify({ challengeId }, codeOf(message)!)).toBe(200);
      await speaker.says(person, '/help', 'bot.help');
      expect(textsAfter(person, shared)).toHaveLength(2);
    }),
  );

  it(
    'is confirmed in the message of one code if several wait',
    inEachLanguage(scene, async (speaker) => {
      const person = speaker.stranger();
      for (const _ of [1, 2]) {
        const { challengeId } = await scene.requestCode(person.phone);
        await untilParked(scene.product, challengeId);
      }
      person.shareContact();
      await scene.telegram.waitFor(() => codeMessages(person).length === 2);
      const linked = codeMessages(person).filter(({ text }) =>
        text.startsWith(speaker.text('bot.code.linked')),
      );
      expect(linked).toHaveLength(1);
    }),
  );

  it(
    'is confirmed first when the opened link is of another phone',
    inEachLanguage(scene, async (speaker) => {
      const person = speaker.stranger();
      const { telegram } = await scene.requestCode(scene.freshPhone());
      person.openLink(telegram.link);
      await until(() => person.keyboard !== undefined);
      const shared = person.shareContact();
      const texts = [speaker.text('bot.linked'), speaker.text('bot.link.otherPhone')];
      await person.waitForMessage(({ text }) => text === texts.join('\n\n'), { after: shared });
    }),
  );

  it(
    'is confirmed each time when the button is pressed twice, with one code',
    inEachLanguage(scene, async (speaker) => {
      const person = speaker.stranger();
      const { challengeId } = await scene.requestCode(person.phone);
      await untilParked(scene.product, challengeId);
      person.shareContact();
      const again = person.shareContact();
      await speaker.reads(person, again, 'bot.linked');
      await receiveCodeOf(person, challengeId);
      expect(scene.codesSentTo(person)).toHaveLength(1);
    }),
  );
});

describe('a link of the sign-in page', () => {
  it(
    'that is dead shows a stranger the button, and an owner the next step',
    inEachLanguage(scene, async (speaker) => {
      const stranger = speaker.stranger();
      await speaker.says(stranger, '/start garbage', 'bot.link.goneUnlinked');
      expect(stranger.keyboard?.keyboard.flat()).toMatchObject([{ request_contact: true }]);
      await speaker.says(await speaker.owner(), '/start garbage', 'bot.link.gone');
    }),
  );

  it(
    'that another account of the phone opened first brings no code',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { telegram, challengeId } = await scene.requestCode(owner.phone);
      await receiveCodeOf(owner, challengeId);
      await owner.waitForMessage(({ from }) => from === 'bot', { after: owner.openLink(telegram.link) });
      const next = speaker.otherAccountOf(owner);
      next.shareContact();
      await speaker.reads(next, 0, 'bot.moved');
      await speaker.reads(next, next.openLink(telegram.link), 'bot.link.gone');
    }),
  );
});

describe('a button', () => {
  it(
    '"get a code" that is pressed twice brings one code, and says where it is',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const offer = await speaker.says(owner, '/start', 'bot.greetingAgain');
      await owner.press(speaker.text('bot.button.getCode'), offer).answered();
      expect(await speaker.presses(owner, 'bot.button.getCode', offer)).toBe(
        speaker.text('bot.codeSentToast'),
      );
      await speaker.says(owner, '/help', 'bot.help');
      expect(scene.codesSentTo(owner)).toHaveLength(1);
      expect(await scene.verify(owner, scene.codesSentTo(owner)[0]!)).toBe(200);
      await owner.press(speaker.text('bot.button.getCode'), offer).answered();
      await scene.telegram.waitFor(() => scene.codesSentTo(owner).length === 2);
    }),
  );

  it(
    '"get a code" of a person who is no longer linked asks for the number',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const offer = await speaker.says(owner, '/start', 'bot.greetingAgain');
      const question = await speaker.says(owner, '/stop', 'bot.stop.ask');
      await speaker.presses(owner, 'bot.button.stopYes', question);
      await speaker.reads(owner, question, 'bot.stop.done');
      await speaker.presses(owner, 'bot.button.getCode', offer);
      await speaker.reads(owner, offer, 'bot.shareFirst');
    }),
  );

  it(
    '"it was not me" that is pressed again after the sign-out says that nothing is left to end',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { message, code, challengeId } = await scene.receiveCode(owner);
      expect(await scene.verify({ challengeId }, code)).toBe(200);
      const used = await owner.waitForMessage(
        (each) => each.messageId === message.messageId && each.text.startsWith('✅'),
      );
      const data = inlineButtonsOf(used)[0]!.callback_data!;
      const first = await owner.press(data, used).answered();
      expect(first.text).toBe(speaker.text('bot.endedToast'));
      expect((await owner.press(data, used).answered()).text).toBe(speaker.text('bot.goneToast'));
    }),
  );

  it(
    'of an answered question says that there is an answer, and changes nothing',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const question = await speaker.says(owner, '/language', 'bot.language.ask');
      const press = (language: string) => owner.press(`language:${language}`, question).answered();
      await press(speaker.language);
      await speaker.reads(owner, question, 'bot.language.chosen');
      const other = speaker.language === 'en' ? 'uz' : 'en';
      expect((await press(other)).text).toBe(speaker.text('bot.answeredToast'));
      expect(await scene.accountOf(owner)).toMatchObject({ chosen_language: speaker.language });

      const holder = await speaker.owner(speaker.sharedPhone());
      const next = speaker.otherAccountOf(holder);
      next.shareContact();
      const asked = await speaker.reads(holder, 0, 'bot.notification.move_asked', { account: next.id });
      const yes = inlineButtonsOf(asked)[0]!.callback_data!;
      await speaker.presses(holder, 'bot.button.moveNo', asked);
      const kept = await speaker.reads(holder, asked, 'bot.move.kept');
      holder.press(yes, asked);
      await speaker.reads(holder, kept, 'bot.move.gone');
      expect(await scene.accountOf(holder)).toBeDefined();
    }),
  );

  it(
    'that no longer exists says so to an owner and to a stranger',
    inEachLanguage(scene, async (speaker) => {
      const [owner, stranger] = [await speaker.owner(), speaker.stranger()];
      await speaker.says(stranger, '/start', 'bot.greeting');
      for (const person of [owner, stranger]) {
        for (const data of ['of-another-time', 'language:xx', 'not-me:', 'move:yes:1:short', 'stop:maybe']) {
          const answer = await person.press(data, person.messages.at(-1)).answered();
          expect(answer.text).toBe(speaker.text('bot.oldButtonToast'));
          if (person === stranger) break;
        }
      }
    }),
  );
});

describe('what the bot cannot read', () => {
  it(
    'is answered with what to do next',
    inEachLanguage(scene, async (speaker) => {
      const [owner, stranger] = [await speaker.owner(), speaker.stranger()];
      for (const content of Object.values(MEDIA)) {
        const before = lastIdOf(owner);
        owner.send(content);
        await speaker.reads(owner, before, 'bot.unknown');
      }
      for (const written of ['привет', '/nonsense', '123']) await speaker.says(owner, written, 'bot.unknown');
      expect(inlineButtonsOf(owner.messages.at(-1)!)).toMatchObject([
        { text: speaker.text('bot.button.getCode') },
      ]);
      stranger.send(MEDIA.voice);
      await speaker.reads(stranger, 0, 'bot.greeting');
      expect(stranger.keyboard?.keyboard.flat()).toMatchObject([{ request_contact: true }]);
    }),
  );

  it(
    'as an edited message is answered, and does nothing',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const before = lastIdOf(owner);
      edit(speaker, owner, { location: { latitude: 43.2, longitude: 76.9, live_period: 60 } });
      edit(speaker, owner, { text: '/code', entities: [{ type: 'bot_command', offset: 0, length: 5 }] });
      await speaker.reads(owner, before, 'bot.editedMessage');
      await speaker.says(owner, '/help', 'bot.help');
      expect(
        textsAfter(
          owner,
          owner.messages.find(({ messageId }) => messageId === before)!,
        ),
      ).toHaveLength(2);
      expect(scene.codesSentTo(owner)).toEqual([]);
    }),
  );
});
