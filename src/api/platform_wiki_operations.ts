/**
 * Operations of the platform's API on the person who asks and on wikis: which are mine, make, change, delete one.
 *
 * @module
 */
import type { z } from "zod";
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import { makeToken } from "../ops/wiki_tokens.ts";
import { forManaging, forReading, roleOf } from "../wiki/access.ts";
import { doerOf } from "../wiki/audit.ts";
import { counted } from "../wiki/counted.ts";
import type { House } from "../wiki/house.ts";
import { leaveWiki } from "../wiki/members.ts";
import { changeHandle, confirmDeletion } from "../wiki/ownership.ts";
import { changeWords } from "../wiki/settings.ts";
import { usageOf } from "../wiki/usage.ts";
import { checkWords } from "../wiki/wiki_making.ts";
import { createWiki, deleteWiki } from "../wiki/wikis.ts";
import type { PlatformCall, PlatformOperation } from "./platform_operation.ts";
import {
  deletedWiki,
  leftWiki,
  madeWiki,
  mcpEndpoint,
  me,
  newWiki,
  oneWiki,
  showUsage,
  showWiki,
  wikiList,
  wikiWords,
} from "./platform_shapes.ts";

/** The token that comes with a wiki, and that `POST …/token` makes anew. */
export const MCP_TOKEN = { name: "MCP", scope: "wiki:write", days: null };

const readMe: PlatformOperation = {
  id: "readMe",
  method: "get",
  route: "/me",
  summary: "Who you are",
  answers: { 200: me },
  errors: [],
  handle({ house, person: { did, handle, name } }) {
    const username = house.platform.users.find(did)?.username ?? null;
    return { status: 200, body: { did, handle, display_name: name, username } };
  },
};

const listWikis: PlatformOperation = {
  id: "listWikis",
  method: "get",
  route: "/wikis",
  summary: "Your wikis, and those that are shared with you",
  answers: { 200: wikiList },
  errors: [],
  handle({ house, person: { did } }) {
    const { wikis } = house.platform;
    const own = wikis.listOwnedBy(did)
      .map((row) => showWiki(house, row, "owner"));
    const shared = wikis.listSharedWith(did)
      .map(({ wiki, role }) => showWiki(house, wiki, role));
    return { status: 200, body: { wikis: own, shared } };
  },
};

const makeWiki: PlatformOperation<z.infer<typeof newWiki>> = {
  id: "createWiki",
  method: "post",
  route: "/wikis",
  summary: "Make a wiki, and a token for MCP clients with it",
  body: newWiki,
  answers: { 201: madeWiki },
  errors: [409, 422, 507],
  async handle(call) {
    const { house, person, address, body } = call;
    const row = await createWiki(house, {
      slug: body.slug,
      ownerDid: person.did,
      name: body.display_name,
      description: body.purpose,
    }, { template: body.template, strict: true, by: doerOf(person, address) })
      .catch(inOldWords(call));
    const { token } = await call.atWiki(
      (visit) => makeToken(forReading(visit), MCP_TOKEN),
      row.slug,
    );
    return {
      status: 201,
      body: {
        wiki: showWiki(house, row, "owner"),
        mcp_token: token,
        mcp_endpoint: mcpEndpoint(house, row.slug),
      },
    };
  },
};

/** Failures as the service before this one told them, which scripts compare. */
function inOldWords({ house, person }: PlatformCall<unknown>) {
  return (cause: unknown): never => {
    if (!(cause instanceof AppError)) throw cause;
    const { code, message, details } = cause;
    if (code === "too_large") {
      const allowed = house.platform.users.find(person.did)?.maxWikis ??
        house.config.maxWikis;
      const wikis = counted(allowed, "wiki");
      throw new AppError(
        "forbidden",
        `Wiki limit reached (${wikis} per user on free tier)`,
        { cause },
      );
    }
    const isTaken = code === "conflict" && /is taken$/.test(message);
    if (!isTaken) throw cause;
    throw new AppError("conflict", "Wiki already exists", { cause, details });
  };
}

const readWiki: PlatformOperation = {
  id: "readWiki",
  method: "get",
  route: "/wikis/{slug}",
  manages: true,
  summary: "A wiki that you manage, and how full it is",
  answers: { 200: oneWiki },
  errors: [404],
  handle: showOne,
};

const writeWiki: PlatformOperation<z.infer<typeof wikiWords>> = {
  id: "changeWiki",
  method: "patch",
  route: "/wikis/{slug}",
  manages: true,
  summary: "Change name, purpose, and whether the host is a handle",
  body: wikiWords,
  answers: { 200: oneWiki },
  errors: [404, 422],
  async handle(call) {
    const { display_name: name, purpose: description, serves_handle } =
      call.body;
    await call.atWiki((visit) => {
      const wiki = forManaging(visit);
      const { row } = wiki;
      // What may be refused comes first, so that nothing is done by halves.
      const words = checkWords({ name, description });
      if (serves_handle !== undefined) {
        changeHandle(wiki, { servesHandle: serves_handle });
      }
      changeWords(wiki, {
        name: words.name ?? row.name,
        description: words.description ?? row.description,
      });
    });
    return await showOne(call);
  },
};

const removeWiki: PlatformOperation = {
  id: "deleteWiki",
  method: "delete",
  route: "/wikis/{slug}",
  summary:
    "Delete a wiki that is yours, for good; its name is held for you for 30 days",
  answers: { 200: deletedWiki },
  errors: [404, 409],
  async handle({ house, atWiki }) {
    const { slug, by } = await atWiki((visit) =>
      confirmDeletion(forManaging(visit), visit.wiki.row.slug)
    );
    // Waits until nobody has the wiki open.
    await deleteWiki(house, slug, by);
    return { status: 200, body: { deleted: true } };
  },
};

const leave: PlatformOperation = {
  id: "leaveWiki",
  method: "post",
  route: "/wikis/{slug}/leave",
  summary: "Give up your own membership",
  answers: { 200: leftWiki },
  errors: [404, 409],
  async handle({ atWiki }) {
    await atWiki((visit) => leaveWiki(forReading(visit)));
    return { status: 200, body: { left: true } };
  },
};

function showOne({ house, person, atWiki }: PlatformCall<unknown>) {
  return atWiki(async (visit) => {
    const wiki = forManaging(visit);
    const row: WikiRow = rowNow(house, wiki.row);
    const role = roleOf(house, row, person.did)!;
    const usage = showUsage(await usageOf(wiki));
    return {
      status: 200 as const,
      body: {
        wiki: { ...showWiki(house, row, role), usage },
        mcp_endpoint: mcpEndpoint(house, row.slug),
      },
    };
  });
}

/** The row as it is after a change. */
function rowNow({ platform }: House, row: WikiRow): WikiRow {
  return platform.wikis.findById(row.id) ?? row;
}

/** The operations on the person and on wikis. */
export const PLATFORM_WIKI_OPERATIONS = [
  readMe,
  listWikis,
  makeWiki,
  readWiki,
  writeWiki,
  removeWiki,
  leave,
] as const;
