/**
 * The OpenAPI document, made from the table of operations.
 *
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html}
 * @module
 */
import { z } from "zod";
import { VERSION } from "../version.ts";
import type { Operation } from "./operation.ts";
import { placesOf } from "./route_match.ts";
import { errorAnswer } from "./shapes.ts";

/** An operation without what it does. */
export type DescribedOperation = Omit<Operation, "handle">;

/** What a document says of its API as a whole. */
export interface AboutApi {
  readonly title: string;
  readonly description: string;
  /** Address that the routes are below: `https://garden.robot.wtf/api/v1`. */
  readonly server: string;
  /** Any one of them is enough; `{}`: none is needed. */
  readonly security: readonly Readonly<Record<string, readonly never[]>>[];
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** Status and meaning of errors, where they are not those of {@linkcode ERROR_WORDS}. */
  readonly errorWords?: Readonly<Record<number, string>>;
  /** Status of a request that cannot be used; left out: 422. */
  readonly invalidStatus?: 400 | 422;
}

const ERROR_WORDS: Readonly<Record<number, string>> = {
  400: "The body is not JSON",
  401: "No credential, or one that is not valid here",
  403: "The credential does not allow this",
  404: "There is no such page or revision",
  409:
    "The page changed, moved or went since the base; or it exists and no base was sent",
  413: "A limit would be exceeded",
  422: "The request cannot be used; the sentence says why",
  429: "Too many requests with this credential; see Retry-After",
  507: "The disk is full",
};

/** The document of an API. */
export function openApiDocument(
  operations: readonly DescribedOperation[],
  about: AboutApi,
): object {
  const { title, description, server, security, securitySchemes } = about;
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const { route, method } = operation;
    (paths[route] ??= {})[method] = describe(operation, about);
  }
  return {
    openapi: "3.1.0",
    info: { title, version: VERSION, description },
    servers: [{ url: server }],
    security,
    paths,
    components: {
      securitySchemes,
      schemas: { Error: jsonSchema(errorAnswer) },
    },
  };
}

function describe(operation: DescribedOperation, about: AboutApi): object {
  const { id, summary, route, query, body, answers, errors } = operation;
  const hasBody = body !== undefined;
  const { invalidStatus = 422, errorWords = {} } = about;
  const words = { ...ERROR_WORDS, ...errorWords };
  const codes = new Set([
    ...(hasBody ? [400] : []),
    ...[401, 403, 429],
    ...errors.map((status) => status === 422 ? invalidStatus : status),
  ]);
  const responses: Record<string, object> = {};
  for (const [status, schema] of Object.entries(answers)) {
    responses[status] = {
      description: status === "201" ? "Created" : "OK",
      content: {
        "application/json": { schema: jsonSchema(schema as z.ZodType) },
      },
    };
  }
  for (const code of [...codes].sort()) {
    responses[code] = errorResponse(words[code]);
  }
  return {
    operationId: id,
    summary,
    parameters: [...pathParameters(route), ...queryParameters(query)],
    ...(hasBody && {
      requestBody: {
        required: !body.isOptional(),
        content: { "application/json": { schema: jsonSchema(body) } },
      },
    }),
    responses,
  };
}

function errorResponse(description: string | undefined): object {
  return {
    description,
    content: {
      "application/json": { schema: { $ref: "#/components/schemas/Error" } },
    },
  };
}

function pathParameters(route: string): object[] {
  return placesOf(route).map((name) => ({
    name,
    in: "path",
    required: true,
    ...(name === "path" && { description: "Page path, such as Actors/Iran" }),
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(query) as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map((
    [name, { description, ...schema }],
  ) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description && { description }),
    schema,
  }));
}

/** What a client sends: defaults make a field optional. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  });
  return rest;
}
