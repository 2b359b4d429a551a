/**
 * Follows the Dockerfile without Docker: each stage becomes a folder below the one that the argument names. An instruction that it does
 * not know ends it.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run, say } from './steps.mjs';

/** These change the configuration of an image and none of its files. The steps read an ARG from the environment of this script. */
const CONFIGURATION = ['ARG', 'ENV', 'LABEL', 'USER', 'EXPOSE', 'HEALTHCHECK', 'CMD'];

/** The stages that services start from, and the migration. The others are steps on the way. */
const IMAGES = ['auth-api', 'bot-worker', 'migrate', 'railway'];

/** @returns the instructions, with the lines that continue them */
export function instructionsOf(dockerfile) {
  return dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`The Dockerfile has a line without an instruction: ${line}`);
      return { name, rest };
    });
}

const escaped = (text) => text.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');

/** A pattern of .dockerignore also matches everything below what it matches. */
const patternOf = (pattern) =>
  new RegExp(
    `^${escaped(pattern)
      .replaceAll('**/', '(?:.*/)?')
      .replaceAll(/(?<!\.)\*/g, '[^/]*')}(?:/|$)`,
  );

/** @returns whether Docker would send the file of this path to the build; the last rule that matches decides */
export function dockerignore(text) {
  const rules = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isAllowed: line.startsWith('!'), pattern: patternOf(line.replace(/^!/, '')) }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.isAllowed ?? true;
}

/** Copies what Docker would send. Folders on the way to an allowed file are kept. */
function copyContext(from, to, isSent) {
  const copy = (path) => {
    const source = join(from, path);
    if (statSync(source).isDirectory()) {
      for (const name of readdirSync(source)) copy(path === '' ? name : `${path}/${name}`);
    } else if (isSent(path)) {
      mkdirSync(dirname(join(to, path)), { recursive: true });
      cpSync(source, join(to, path));
    }
  };
  for (const name of readdirSync(from)) if (!['.git', 'node_modules', '.data'].includes(name)) copy(name);
}

/** Copies one source of COPY, as Docker does: the content of a folder, or a file into a folder that ends with `/`. */
function copy(source, target) {
  const isFolder = statSync(source).isDirectory();
  const to =
    !isFolder && target.endsWith('/') ? join(target, source.slice(dirname(source).length + 1)) : target;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(source, to, { recursive: true, verbatimSymlinks: true });
}

/** One stage in the making: the folder stands for `/`. */
class Stage {
  workdir = '/';

  constructor(folder) {
    this.folder = folder;
  }

  path(path) {
    return (
      join(this.folder, path.startsWith('/') ? path : join(this.workdir, path)) +
      (path.endsWith('/') ? '/' : '')
    );
  }
}

function sizeOf(folder) {
  let [bytes, files] = [0, 0];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return { megabytes: Math.ceil(bytes / 1e6), files };
}

/** Builds every stage of the Dockerfile below `folder`. @returns the size of each image */
export function buildImages(folder) {
  const context = join(folder, 'context');
  copyContext(root, context, dockerignore(readFileSync(join(root, '.dockerignore'), 'utf8')));
  const stages = new Map();
  let stage;
  for (const { name, rest } of instructionsOf(readFileSync(join(root, 'Dockerfile'), 'utf8'))) {
    if (name === 'FROM') {
      const [from, as] = rest.split(' AS ');
      say(`FROM ${from} AS ${as}`);
      stage = new Stage(join(folder, as));
      mkdirSync(stage.folder, { recursive: true });
      const base = stages.get(from);
      if (base !== undefined) {
        cpSync(base.folder, stage.folder, { recursive: true, verbatimSymlinks: true });
        stage.workdir = base.workdir;
      }
      stages.set(as, stage);
    } else if (name === 'WORKDIR') {
      stage.workdir = rest;
      mkdirSync(stage.path('.'), { recursive: true });
    } else if (name === 'COPY') {
      const [, from, paths] = /^(?:--from=(\S+) )?(.*)$/.exec(rest);
      const sources = paths.split(' ');
      const target = sources.pop();
      for (const source of sources) {
        const path = from === undefined ? join(context, source) : stages.get(from).path(source);
        if (!existsSync(path)) throw new Error(`COPY ${rest}: ${source} is not there`);
        copy(path, stage.path(target === './' ? './' : target));
      }
    } else if (name === 'RUN') {
      say(`RUN ${rest}`);
      run('/bin/sh', ['-ec', rest], { cwd: stage.path('.'), stdio: ['ignore', 'ignore', 'inherit'] });
    } else if (!CONFIGURATION.includes(name)) {
      throw new Error(`The Dockerfile has an instruction that this script does not know: ${name}`);
    }
  }
  return IMAGES.map((image) => ({ stage: image, ...sizeOf(join(folder, image)) }));
}

const [, script, target] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  for (const { stage, megabytes, files } of buildImages(target))
    say(`${stage}: ${megabytes} MB in ${files} files, without the base image`);
}
