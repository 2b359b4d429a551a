import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, ERROR_STATUS, type ErrorCode } from '@app/contract';
import { text } from '@app/i18n';
import { alternativesOf, type Field, fieldsOf, type JsonSchema, type Schemas, typeOf } from './json-schema';
import { type Operation, operationsOf } from './operations';
import { REFERENCE_WORDS, type ReferenceLanguage, type ReferenceWords } from './words';

/** The page of each path. The first pattern that matches wins. */
const PAGES = [
  ['sign-in', /^\/api\/auth\/(request-otp|verify-otp|challenges|bot)/],
  ['session', /^\/api\/auth\//],
  ['shop', /^\/api\/shop/],
  ['service', /^\//],
] as const;

const pageOf = ({ path }: Operation): string => PAGES.find(([, pattern]) => pattern.test(path))![0];

/** The generated parts of the reference: file name and Markdown. */
export function referencePages(document: OpenAPIObject, language: ReferenceLanguage): Record<string, string> {
  const operations = operationsOf(document);
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const words = REFERENCE_WORDS[language];
  const pages = PAGES.map(([name]) => {
    const sections = operations
      .filter((each) => pageOf(each) === name)
      .map((each) => sectionOf(each, schemas, words));
    return [`${name}.md`, sections.join('\n\n')] as const;
  });
  return {
    ...Object.fromEntries(pages),
    'routes.md': routeTable(operations, words),
    'errors.md': ERROR_CODES.map((code) => errorSection(code, operations, language)).join('\n\n'),
    'problem.md': fieldTable(fieldsOf(schemas['Problem']!, schemas), words, words.field),
  };
}

const anchorOf = ({ name }: Operation): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const linkTo = (operation: Operation): string =>
  `[${operation.method} ${operation.path}](./${pageOf(operation)}#${anchorOf(operation)})`;

const routeTable = (operations: readonly Operation[], words: ReferenceWords): string =>
  table(
    [words.route, words.summary],
    operations.map((each) => [linkTo(each), each.summary]),
  );

function sectionOf(operation: Operation, schemas: Schemas, words: ReferenceWords): string {
  const { method, path, summary, access, parameters, body, answers, errors } = operation;
  return [
    `## ${method} ${path} {#${anchorOf(operation)}}`,
    `${summary}. ${words.needs[access]} (\`${operation.name}\`)`,
    ...(parameters.length === 0 ? [] : [`### ${words.parameters}`, parameterTable(parameters, words)]),
    ...(body === undefined ? [] : [`### ${words.body}`, ...bodyOf(body, schemas, words)]),
    ...answers.flatMap(({ status, description, schema }) =>
      answerOf(status, description, schema, schemas, words),
    ),
    ...(errors.length === 0 ? [] : [`### ${words.errors}`, errorTable(errors, words)]),
  ].join('\n\n');
}

const parameterTable = (parameters: Operation['parameters'], words: ReferenceWords): string =>
  fieldTable(
    parameters.flatMap(({ name, required = false, schema }) =>
      fieldsOf({ properties: { [name]: schema }, ...(required && { required: [name] }) }, {}),
    ),
    words,
    words.parameter,
  );

function bodyOf(body: JsonSchema, schemas: Schemas, words: ReferenceWords): string[] {
  const alternatives = alternativesOf(body, schemas);
  return alternatives.flatMap((each, index) => {
    const title =
      alternatives.length === 1
        ? []
        : [`${words.alternative(index + 1)}${each.description ? `, ${each.description}` : ''}:`];
    return [...title, fieldTable(fieldsOf(each, schemas), words, words.field)];
  });
}

function answerOf(
  status: string,
  description: string,
  schema: JsonSchema | undefined,
  schemas: Schemas,
  words: ReferenceWords,
): string[] {
  const title = `### ${words.answer} ${status}`;
  if (schema === undefined) return [`${title} ${words.noBody}`];
  const fields = fieldsOf(schema, schemas);
  return [
    title,
    fields.length === 0 ? `${typeOf(schema)}: ${description}` : fieldTable(fields, words, words.field),
  ];
}

const fieldTable = (fields: readonly Field[], words: ReferenceWords, first: string): string =>
  table(
    [first, words.type, words.meaning],
    fields.map(({ path, type, isRequired, description }) => [
      isRequired ? `\`${path}\`&nbsp;\\*` : `\`${path}\``,
      type,
      description,
    ]),
  );

const errorTable = (errors: readonly ErrorCode[], words: ReferenceWords): string =>
  table(
    [words.status.toLowerCase(), words.errors.toLowerCase()],
    [...new Set(errors.map((code) => ERROR_STATUS[code]))].sort().map((status) => [
      String(status),
      errors
        .filter((code) => ERROR_STATUS[code] === status)
        .map((code) => `[\`${code}\`](./errors#${code})`)
        .join(', '),
    ]),
  );

function errorSection(
  code: ErrorCode,
  operations: readonly Operation[],
  language: ReferenceLanguage,
): string {
  const words = REFERENCE_WORDS[language];
  const routes = operations.filter(({ errors }) => errors.includes(code));
  const isEverywhere = routes.length > operations.length / 2 || routes.length === 0;
  return [
    `## ${code} {#${code}}`,
    `${words.status} ${ERROR_STATUS[code]}. **${text(language, `error.${code}.title`)}.** ${text(language, `error.${code}.detail`)}`,
    ...(isEverywhere ? [] : [`${words.answeredBy}: ${routes.map(linkTo).join(', ')}.`]),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
