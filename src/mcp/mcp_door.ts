/**
 * MCP at `/mcp`.
 *
 * The caller is known before a request comes here: `/mcp` takes a bearer token and answers 401
 * without one, also on a public wiki, because clients begin to sign in on a 401.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import type { WikiEnv } from "../http/env.ts";
import type { McpEndpoint } from "./endpoint.ts";

/** The route `/mcp`. The SDK takes 18 MB, so it is loaded when an agent first comes. */
export function mcpDoor(): Hono<WikiEnv> {
  const door = new Hono<WikiEnv>();
  let loading: Promise<McpEndpoint> | undefined;
  const answer = async (c: Context<WikiEnv>) => {
    loading ??= import("./endpoint.ts").then(({ McpEndpoint }) =>
      new McpEndpoint()
    );
    return (await loading).answer(c);
  };
  door.all("/mcp", answer);
  door.all("/mcp/", answer);
  return door;
}
