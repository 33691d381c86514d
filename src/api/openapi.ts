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

/**
 * The document for one wiki.
 *
 * @param server the address of the API: `https://garden.robot.wtf/api/v1`.
 */
export function openApiDocument(
  operations: readonly Operation[],
  server: string,
): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    (paths[operation.route] ??= {})[operation.method] = describe(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Wiki API",
      version: VERSION,
      description:
        "Pages of one wiki. `{path}` may hold slashes: `/pages/Actors/Iran`.",
    },
    servers: [{ url: server }],
    security: [{ bearer: [] }, {}],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "A personal token of this wiki",
        },
      },
      schemas: { Error: jsonSchema(errorAnswer) },
    },
  };
}

function describe(operation: Operation): object {
  const { id, summary, route, query, body, answers, errors } = operation;
  const hasBody = body !== undefined;
  const codes = [...(hasBody ? [400] : []), 401, 403, ...errors, 429].sort();
  const responses: Record<string, object> = {};
  for (const [status, schema] of Object.entries(answers)) {
    responses[status] = {
      description: status === "201" ? "Created" : "OK",
      content: {
        "application/json": { schema: jsonSchema(schema as z.ZodType) },
      },
    };
  }
  for (const code of codes) responses[code] = errorResponse(code);
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

function errorResponse(code: number): object {
  return {
    description: ERROR_WORDS[code],
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
