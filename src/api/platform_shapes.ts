/**
 * The JSON shapes of the platform's API, in and out. The names are those of the service before this one; a wiki is never shown as
 * its row, which would tell where it lies and what its tokens are compared with.
 *
 * @module
 */
import { z } from "zod";
import { programOrigin, wikiOrigin } from "../config.ts";
import type { Role } from "../db/platform/members.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import { TOKEN_SCOPES, type WikiToken } from "../ops/wiki_tokens.ts";
import type { House } from "../wiki/house.ts";
import { MEMBER_ROLES } from "../wiki/members.ts";
import { LEVELS } from "../wiki/settings.ts";
import type { Usage } from "../wiki/usage.ts";
import {
  WIKI_TEMPLATES,
  type WikiTemplateName,
} from "../wiki/wiki_templates.ts";

const isoTime = z.string().describe("ISO 8601, UTC");

/** Text that has to be there. */
export const needed = () =>
  z.string({
    error: ({ input }) =>
      input === undefined || input === null ? "is required" : "must be text",
  }).trim();

/** Answer of `/me`. */
export const me = z.object({
  did: z.string(),
  handle: z.string().describe("handle.invalid: it could not be verified"),
  display_name: z.string(),
  username: z.string().nullable().describe("null: not chosen yet"),
});

const access = z.object({
  read: z.enum(LEVELS),
  write: z.enum(LEVELS),
  upload: z.enum(LEVELS),
});

const wiki = z.object({
  slug: z.string(),
  display_name: z.string(),
  purpose: z.string(),
  owner_did: z.string(),
  role: z.enum(["owner", ...MEMBER_ROLES]).describe("Yours"),
  url: z.string(),
  clone_url: z.string().describe("For git, always on"),
  access,
  serves_handle: z.boolean(),
  suspended: z.string().nullable().describe("Why nobody may use it now"),
  created_at: isoTime,
});

const amounts = {
  pages: z.number().int(),
  content_bytes: z.number().int().describe("Of all files as they are now"),
  history_bytes: z.number().int().describe("Of all that git keeps"),
  members: z.number().int().describe("Beside the owner"),
};

const wikiWithUsage = wiki.extend({
  usage: z.object({
    ...amounts,
    limits: z.object({
      ...amounts,
      page_bytes: z.number().int(),
      attachment_bytes: z.number().int(),
    }),
  }),
});

const endpoint = z.string().describe("Address for MCP clients");
const secret = z.string().describe("Shown now and never again");

/** Answer of the list of wikis. */
export const wikiList = z.object({
  wikis: z.array(wiki).describe("Your own"),
  shared: z.array(wiki).describe("Those that you are a member of"),
});

/** Answer of one wiki. */
export const oneWiki = z.object({
  wiki: wikiWithUsage,
  mcp_endpoint: endpoint,
});

/** Answer of the making of a wiki. */
export const madeWiki = z.object({
  wiki,
  mcp_token: secret,
  mcp_endpoint: endpoint,
});

/** Body that makes a wiki. */
export const newWiki = z.object({
  display_name: needed().min(1, "is required"),
  slug: needed().toLowerCase().describe(
    "3 to 30 lowercase letters, digits and hyphens",
  ),
  purpose: z.string("must be text").default("").describe(
    "At most 200 characters",
  ),
  template: z.enum(Object.keys(WIKI_TEMPLATES) as [WikiTemplateName])
    .default("guided").describe("The pages that it begins with"),
});

/** Body that changes a wiki; what is left out stays. */
export const wikiWords = z.object({
  display_name: needed().min(1, "is required").optional(),
  purpose: z.string("must be text").optional(),
  serves_handle: z.boolean("must be true or false").optional().describe(
    "Whether the wiki's host is its owner's handle; the owner's alone",
  ),
});

/** Answer of a deletion. */
export const deletedWiki = z.object({ deleted: z.literal(true) });

/** Answer of who left. */
export const leftWiki = z.object({ left: z.literal(true) });

const token = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(TOKEN_SCOPES),
  owner_did: z.string(),
  is_own: z.boolean(),
  created_at: isoTime,
  expires_at: isoTime.nullable(),
  last_used_at: isoTime.nullable(),
});

/** Answer of the list of tokens. */
export const tokenList = z.object({ tokens: z.array(token) });

/** Body that makes a token. */
export const newToken = z.object({
  name: needed(),
  scope: z.enum(TOKEN_SCOPES),
  expires_in_days: z.number().int().nullable().default(null).describe(
    "null: never",
  ),
});

/** Answer of the making of a token. */
export const madeToken = z.object({ token: secret, id: z.string() });

/** Answer of the making anew of the wiki's token for MCP. */
export const mcpToken = z.object({ mcp_token: secret });

/** Answer of the end of a token. */
export const endedToken = z.object({ revoked: z.literal(true) });

/** A wiki as somebody with a role there may see it. */
export function showWiki(
  { config }: Pick<House, "config">,
  row: WikiRow,
  role: Role,
): z.infer<typeof wiki> {
  return {
    slug: row.slug,
    display_name: row.name,
    purpose: row.description,
    owner_did: row.ownerDid,
    role,
    url: `${wikiOrigin(config, row.slug)}/`,
    clone_url: `${programOrigin(config, row.slug)}/repo.git`,
    access: {
      read: row.readAccess,
      write: row.writeAccess,
      upload: row.attachmentAccess,
    },
    serves_handle: row.servesHandle ?? false,
    suspended: row.suspended,
    created_at: row.createdAt,
  };
}

/** Where MCP clients connect. */
export function mcpEndpoint({ config }: Pick<House, "config">, slug: string) {
  return `${programOrigin(config, slug)}/mcp`;
}

/** What a wiki holds and may hold. */
export function showUsage(
  { pages, contentBytes, historyBytes, members, limits }: Usage,
): z.infer<typeof wikiWithUsage>["usage"] {
  return {
    ...{ pages, members },
    content_bytes: contentBytes,
    history_bytes: historyBytes,
    limits: {
      pages: limits.pages,
      content_bytes: limits.contentBytes,
      history_bytes: limits.historyBytes,
      members: limits.members,
      page_bytes: limits.pageBytes,
      attachment_bytes: limits.attachmentBytes,
    },
  };
}

/** A token without its secret. */
export function showToken(row: WikiToken): z.infer<typeof token> {
  const { id, name, scope, did, isOwn } = row;
  return {
    ...{ id, name, scope, owner_did: did },
    is_own: isOwn,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    last_used_at: row.lastUsedAt,
  };
}
