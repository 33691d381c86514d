/**
 * `/app/wiki/{slug}`: one wiki's page on the dashboard. Who may read the wiki sees how to connect to it and their own tokens; who
 * manages it also members, access and settings; the owner also how to delete it.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { newTokenId } from "../auth/tokens.ts";
import { isLoopbackOrigin, programOrigin, wikiOrigin } from "../config.ts";
import type { SiteEnv } from "../http/env.ts";
import {
  listTokens,
  type MadeToken,
  TOKEN_SCOPES,
} from "../ops/wiki_tokens.ts";
import {
  forManaging,
  forReading,
  type ManageableWiki,
  type Visit,
} from "../wiki/access.ts";
import { isOpen, newcomerNotice } from "../wiki/listing.ts";
import { listMembers, maxMembersOf } from "../wiki/members.ts";
import { summaryOf } from "../wiki/settings.ts";
import { usageOf } from "../wiki/usage.ts";
import { atWiki } from "./person.ts";
import { sitePage } from "./views/frame.tsx";
import type { TokenFields } from "./views/tokens_view.tsx";
import type { SectionProblem } from "./views/wiki_section.tsx";
import { type ManagingProps, WikiView } from "./views/wiki_view.tsx";

/** What a form left behind: that it failed, and what was typed into it; or a token that was made. */
export interface Aftermath {
  readonly problem?: SectionProblem;
  readonly status?: ContentfulStatusCode;
  /** Fields of the form that failed. */
  readonly typed?: Readonly<Record<string, string>>;
  readonly made?: MadeToken;
}

/** The page. */
export function addWikiPageRoute(app: Hono<SiteEnv>): void {
  app.get(
    "/app/wiki/:slug",
    (c) => atWiki(c, c.req.param("slug"), (visit) => showWiki(c, visit)),
  );
}

/** Answers with the page. @throws {AppError} where the person may not read the wiki, or nobody may open it now. */
export async function showWiki(
  c: Context<SiteEnv>,
  visit: Visit,
  aftermath: Aftermath = {},
): Promise<Response> {
  const { problem = null, status, made = null } = aftermath;
  const wiki = forReading(visit);
  const { row, rights, house } = wiki;
  const { config } = house;
  const body = WikiView({
    slug: row.slug,
    name: row.name || row.slug,
    description: row.description,
    url: wikiOrigin(config, row.slug),
    programUrl: programOrigin(config, row.slug),
    role: visit.role,
    mayWrite: rights.write,
    isPublic: isOpen(row),
    tokens: {
      tokens: listTokens(wiki),
      scopes: TOKEN_SCOPES
        .filter((scope) => scope !== "wiki:write" || rights.write),
      newId: newTokenId(house),
      fields: tokenFields(aftermath, { mayWrite: rights.write }),
      made,
    },
    usage: await usageOf(wiki),
    managing: rights.manage ? managingOf(forManaging(visit), aftermath) : null,
    handle: visit.role === "owner"
      ? {
        isServed: row.servesHandle ?? false,
        did: row.ownerDid,
        isReachable: !isLoopbackOrigin(config),
      }
      : null,
    problem,
  });
  // A secret must not come back with the browser's "back", and the list is about now.
  c.header("Cache-Control", "private, no-store");
  return await sitePage(c, {
    title: `${row.name || row.slug} · Dashboard`,
    ...(status === undefined ? {} : { status }),
    scripts: ["dashboard.js"],
    body,
  });
}

function managingOf(
  wiki: ManageableWiki,
  { problem, typed = {} }: Aftermath,
): ManagingProps {
  const { row, house } = wiki;
  const { readAccess, writeAccess, attachmentAccess } = row;
  const levels = { readAccess, writeAccess, attachmentAccess };
  const isTyped = (section: SectionProblem["section"]) =>
    problem?.section === section;
  const members = isTyped("members") ? typed : {};
  const words = isTyped("settings") ? typed : {};
  return {
    members: {
      members: listMembers(wiki),
      maxMembers: maxMembersOf(wiki),
      typed: { who: members.who ?? "", role: members.role ?? "viewer" },
    },
    access: {
      levels,
      summary: summaryOf(levels),
      isOpenToAll: readAccess === "ANONYMOUS" && writeAccess === "ANONYMOUS",
    },
    newcomerNotice: newcomerNotice(house, row),
    words: {
      name: words.name ?? row.name,
      description: words.description ?? row.description,
    },
  };
}

/** What was typed, else a token that may do what the person may, for a while. */
function tokenFields(
  { problem, typed = {} }: Aftermath,
  { mayWrite }: { mayWrite: boolean },
): TokenFields {
  const { name, scope, days } = problem?.section === "tokens" ? typed : {};
  return {
    name: name ?? "",
    scope: scope ?? (mayWrite ? "wiki:write" : "wiki:read"),
    days: days ?? "90",
  };
}
