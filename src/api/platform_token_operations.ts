/**
 * Operations of the platform's API on personal tokens. Whoever may read a wiki has tokens of their own for it.
 *
 * @module
 */
import type { z } from "zod";
import {
  endToken,
  listTokens,
  makeToken,
  remakeToken,
} from "../ops/wiki_tokens.ts";
import { forReading } from "../wiki/access.ts";
import type { PlatformOperation } from "./platform_operation.ts";
import {
  endedToken,
  madeToken,
  mcpToken,
  newToken,
  showToken,
  tokenList,
} from "./platform_shapes.ts";
import { MCP_TOKEN } from "./platform_wiki_operations.ts";

const remakeMcpToken: PlatformOperation = {
  id: "renewMcpToken",
  method: "post",
  route: "/wikis/{slug}/token",
  summary:
    'Your token called "MCP" anew: the old one is dead at once; made where there is none',
  answers: { 200: mcpToken },
  errors: [404, 413],
  async handle({ atWiki }) {
    const { token } = await atWiki((visit) => {
      const wiki = forReading(visit);
      const known = listTokens(wiki).find(({ isOwn, name }) =>
        isOwn && name === MCP_TOKEN.name
      );
      return known === undefined
        ? makeToken(wiki, MCP_TOKEN)
        : remakeToken(wiki, known.id);
    });
    return { status: 200, body: { mcp_token: token } };
  },
};

const readTokens: PlatformOperation = {
  id: "listTokens",
  method: "get",
  route: "/wikis/{slug}/tokens",
  summary: "Your tokens; to those who manage the wiki, everybody's",
  answers: { 200: tokenList },
  errors: [404],
  handle: ({ atWiki }) =>
    atWiki((visit) => ({
      status: 200,
      body: { tokens: listTokens(forReading(visit)).map(showToken) },
    })),
};

const createToken: PlatformOperation<z.infer<typeof newToken>> = {
  id: "createToken",
  method: "post",
  route: "/wikis/{slug}/tokens",
  summary: "Make a token for yourself",
  body: newToken,
  answers: { 201: madeToken },
  errors: [404, 413, 422],
  async handle({ atWiki, body }) {
    const { name, scope, expires_in_days: days } = body;
    const { token, row } = await atWiki((visit) =>
      makeToken(forReading(visit), { name, scope, days })
    );
    return { status: 201, body: { token, id: row.id } };
  },
};

const remakeOne: PlatformOperation = {
  id: "renewToken",
  method: "post",
  route: "/wikis/{slug}/tokens/{id}/renew",
  summary: "Another secret for a token of yours: the old one is dead at once",
  answers: { 201: madeToken },
  errors: [404, 409],
  async handle({ atWiki, params: { id = "" } }) {
    const { token, row } = await atWiki((visit) =>
      remakeToken(forReading(visit), id)
    );
    return { status: 201, body: { token, id: row.id } };
  },
};

const removeToken: PlatformOperation = {
  id: "revokeToken",
  method: "delete",
  route: "/wikis/{slug}/tokens/{id}",
  summary: "End a token at once; those who manage the wiki, anybody's",
  answers: { 200: endedToken },
  errors: [404],
  async handle({ atWiki, params: { id = "" } }) {
    await atWiki((visit) => endToken(forReading(visit), id));
    return { status: 200, body: { revoked: true } };
  },
};

/** The operations on tokens. */
export const PLATFORM_TOKEN_OPERATIONS = [
  remakeMcpToken,
  readTokens,
  createToken,
  remakeOne,
  removeToken,
] as const;
