import type { SimulatedPerson } from '@app/simulator';
import { receiveCode } from '@app/testing';
import { loginPage } from '../../../../e2e/login-page';
import type { PictureTaker } from './picture-taker';
import type { Stage } from './stage';

/** Takes the picture of the README: a sign-in page that waits for its code, and the chat that has received it. */
export async function takeSignInPicture(stage: Stage, pictures: PictureTaker): Promise<void> {
  const person = stage.stranger('+77012345678');
  const page = await pictures.openPage(loginPage(stage.product));
  await page.locator('#phone').fill(person.phone);
  await page.locator('#request').click();
  const link = await page.locator('#telegram-link[href]').getAttribute('href');
  await receiveCodeOfLink(person, link!);
  await page.locator('#code').waitFor();
  const chat = await pictures.openPage(`${stage.scene.telegram.chatPageUrl}?person=${person.id}`);
  await chat.locator('.message .copies').waitFor();
  await pictures.takePair('sign-in', page, chat);
}

async function receiveCodeOfLink(person: SimulatedPerson, link: string): Promise<void> {
  const opened = person.openLink(link);
  await person.waitForMessage(({ replyMarkup }) => replyMarkup !== undefined && 'keyboard' in replyMarkup, {
    after: opened,
  });
  await receiveCode(person, person.shareContact().messageId);
}
