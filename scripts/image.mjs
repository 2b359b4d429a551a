/**
 * `npm run check:image`: follows the Dockerfile by hand, in an empty folder and without Docker, with the Node of the images, which npm
 * installs. Then it starts the services from the folders of the images and signs in (`e2e/images.image-spec.ts`), with that Node and
 * with the one that runs this script. With `--keep` the folders stay.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPrograms } from './programs.mjs';
import { buildWhatChanged, install, root, run, say } from './steps.mjs';

const version = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
const withNodeOfImages = ['npx', ['--yes', '--package', `node@${version}`, '--', 'node']];

install();
installPrograms();
if (!buildWhatChanged()) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), 'otpravka-images-'));
process.on('exit', () => {
  if (process.argv.includes('--keep')) say(`The images are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
});

function runNode([program, args], ...more) {
  run(program, [...args, ...more], { env: { ...process.env, IMAGES: folder } });
}

const test = ['node_modules/jest/bin/jest.js', '--selectProjects', 'image'];
runNode(withNodeOfImages, 'scripts/image-folders.mjs', folder);
say(`With Node ${version} …`);
runNode(withNodeOfImages, ...test);
if (process.versions.node !== version) {
  say(`With Node ${process.versions.node} …`);
  runNode([process.execPath, []], ...test);
}
