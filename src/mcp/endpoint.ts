/**
 * MCP over Streamable HTTP: stateless, both protocol eras, one handler for each wiki. It loads the MCP SDK, so `mcp_door.ts`
 * loads it at the first request.
 *
 * @see {@link https://modelcontextprotocol.io/specification}
 * @module
 */
import type { Context } from "hono";
import {
  type AuthInfo,
  CLIENT_INFO_META_KEY,
  createMcpHandler,
  localhostAllowedOrigins,
  type McpHttpHandler,
  McpServer,
  originValidationResponse,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { WikiEnv } from "../http/env.ts";
import { demandFlatJson } from "../http/flat_json.ts";
import { VERSION } from "../version.ts";
import { type Agent, forReading, type Visit } from "../wiki/access.ts";
import { instructionsFor } from "./instructions.ts";
import type { Tool } from "./tool.ts";
import { failedCall } from "./tool_error.ts";
import { TOOLS } from "./tools.ts";

/** Longest request: a page of 1,000,000 bytes in JSON, where each byte may need six. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Whatever is in such a body, it is parsed in a moment. */
const SHORT_BYTES = 64 * 1024;

/** Handlers kept; each is small, and made again when needed. */
const MAX_HANDLERS = 64;

/** Web clients that speak MCP from a page of their own. */
const CLIENT_HOSTS = ["claude.ai", "claude.com", "chatgpt.com"];

const CLIENT_INFO = z.object({
  name: z.string(),
  title: z.string().optional(),
  version: z.string().optional(),
});

/** Answers requests to `/mcp`. */
export class McpEndpoint {
  readonly #handlers = new Map<string, McpHttpHandler>();

  /** Answers one request, whose caller is known. @throws {AppError} `forbidden` for somebody who may not read the wiki. */
  async answer(c: Context<WikiEnv>): Promise<Response> {
    const { visit, wikiUrl } = c.var;
    const hosts = [
      ...CLIENT_HOSTS,
      visit.house.config.domain,
      new URL(wikiUrl).hostname,
    ];
    const refusal = originValidationResponse(c.req.raw, [
      ...hosts,
      ...localhostAllowedOrigins(),
    ]);
    if (refusal !== undefined) return refusal;
    forReading(visit); // also what a handshake tells of a wiki is for its readers alone
    const handler = handlerFor(visit, this.#handlers);
    return await handler.fetch(await flat(acceptBoth(c.req.raw)), {
      authInfo: authInfoOf(visit, wikiUrl),
    });
  }
}

/**
 * One handler for each wiki: it owns the bus of change events, and a shared bus would tell one
 * wiki's events to another one's subscribers.
 */
function handlerFor(
  visit: Visit,
  handlers: Map<string, McpHttpHandler>,
): McpHttpHandler {
  const { id } = visit.wiki.row;
  const found = handlers.get(id);
  handlers.delete(id);
  const handler = found ??
    createMcpHandler(({ authInfo }) => serverFor(authInfo), {
      legacy: "stateless",
      maxRequestBodySize: MAX_BODY_BYTES,
      // Tools do not change while somebody listens, and a stream would outlive the token that opened it.
      maxSubscriptions: 0,
      onerror: (error) =>
        visit.house.log("warning", "request_failed", { door: "mcp" }, error),
    });
  handlers.set(id, handler);
  const [oldest] = handlers.keys();
  if (handlers.size > MAX_HANDLERS && oldest !== undefined) {
    handlers.delete(oldest);
  }
  return handler;
}

/** Clients that accept only JSON, or anything, would get 406 from the SDK's older leg. */
function acceptBoth(request: Request): Request {
  const accept = request.headers.get("accept") ?? "";
  const isGood = accept.includes("application/json") &&
    accept.includes("text/event-stream");
  if (request.method !== "POST" || isGood) return request;
  const headers = new Headers(request.headers);
  headers.set("accept", "application/json, text/event-stream");
  return new Request(request, { headers });
}

/** The request, after a look into a body that is long enough to take the SDK's parser long. */
async function flat(request: Request): Promise<Request> {
  const announced = request.headers.get("content-length");
  const isShort = announced !== null && Number(announced) <= SHORT_BYTES;
  if (request.method !== "POST" || isShort) return request;
  const body = await request.text();
  demandFlatJson(body);
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body,
  });
}

/** The visit travels to the server of this request inside the SDK's own field for the caller. */
function authInfoOf(visit: Visit, wikiUrl: string): AuthInfo {
  const { caller } = visit;
  const isToken = caller.kind === "token";
  return {
    token: "",
    clientId: isToken ? caller.tokenId : caller.kind,
    scopes: isToken ? [caller.scope] : [],
    extra: { visit, wikiUrl },
  };
}

function serverFor(authInfo: AuthInfo | undefined): McpServer {
  const { visit, wikiUrl } = authInfo?.extra as {
    visit: Visit;
    wikiUrl: string;
  };
  const server = new McpServer(
    { name: "robot.wtf", title: visit.wiki.row.name, version: VERSION },
    {
      instructions: instructionsFor(visit, wikiUrl),
      capabilities: { tools: {} },
    },
  );
  for (const row of TOOLS) register(server, row, visit);
  return server;
}

function register(server: McpServer, row: Tool, visit: Visit): void {
  const { name, title, description, input, output, isReadOnly } = row;
  server.registerTool(name, {
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations: {
      readOnlyHint: isReadOnly,
      destructiveHint: false,
      idempotentHint: isReadOnly,
      openWorldHint: false,
    },
  }, async (args, context) => {
    try {
      const agent = agentOf(context) ?? visit.agent;
      const { text, structured } = await row.run({ ...visit, agent }, args);
      return {
        content: [{ type: "text" as const, text }],
        structuredContent: structured,
      };
    } catch (error) {
      return failedCall(error);
    }
  });
}

/** The client as it names itself in the request; shown, not believed. */
function agentOf(context: ServerContext): Agent | undefined {
  const envelope = context.mcpReq.envelope as
    | Record<string, unknown>
    | undefined;
  const info = CLIENT_INFO.safeParse(envelope?.[CLIENT_INFO_META_KEY]);
  if (!info.success) return undefined;
  const { title, name, version } = info.data;
  return { name: title ?? name, version: version ?? null, session: null };
}
