/**
 * `npm run docs:bot`: walks every path of the bot, takes the pictures of `docs/bot.md` and writes the page. With `--texts` it
 * writes the page alone, for a change of a text that needs no new picture.
 */
import { bin, install, root, run } from './steps.mjs';

const isTextsOnly = process.argv.includes('--texts');

install();
if (!isTextsOnly) run(process.execPath, ['scripts/build.mjs', '--changed']);
const only = isTextsOnly ? ['--testNamePattern', 'writes the page'] : [];
run(bin('jest'), ['--selectProjects', 'docs-bot', ...only], { cwd: root });
