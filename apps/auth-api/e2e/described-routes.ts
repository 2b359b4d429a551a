import type { Product } from '@app/testing';

/** The part of JSON Schema 2020-12 that the OpenAPI document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly example?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly format?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly schema?: JsonSchema;
}

export interface Route {
  readonly method: string;
  /** The path with its parameters in braces. */
  readonly path: string;
  readonly isBearer: boolean;
  readonly body: JsonSchema | undefined;
  readonly parameters: readonly Parameter[];
}

interface Operation {
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Every route of the OpenAPI document, so that a test covers future routes too. */
export async function describedRoutes(
  product: Product,
): Promise<{ routes: Route[]; schemas: Document['components']['schemas'] }> {
  const { body: document } = await product.get<Document>('/openapi.json');
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Route => ({
      method: method.toUpperCase(),
      path,
      isBearer: (operation.security ?? []).some((scheme) => 'bearer' in scheme),
      body: Object.values(operation.requestBody?.content ?? {})[0]?.schema,
      parameters: operation.parameters ?? [],
    })),
  );
  return { routes, schemas: document.components.schemas };
}
