/**
 * Operations that keep a wiki in order: lint; and for those who manage it, signed in with a session, preferences, access and
 * members. Tokens never manage: they get 403 here.
 *
 * @module
 */
import { z } from "zod";
import {
  forManaging,
  forReading,
  type ManageableWiki,
} from "../wiki/access.ts";
import { type Finding, LINT_KINDS, lintWiki } from "../wiki/lint.ts";
import {
  addMember,
  changeRole,
  listMembers,
  MEMBER_ROLES,
  removeMember,
} from "../wiki/members.ts";
import { setPreferences } from "../wiki/preference_change.ts";
import {
  type PreferenceName,
  preferenceOf,
  PREFERENCES,
} from "../wiki/preferences.ts";
import { changeLevels, LEVELS, summaryOf } from "../wiki/settings.ts";
import type { Operation } from "./operation.ts";

const lintQuery = z.object({
  kind: z.enum(LINT_KINDS).optional().describe("One kind; left out: all"),
  limit: z.coerce.number().int().min(1).max(200).default(50)
    .describe("Findings of each kind"),
  offset: z.coerce.number().int().min(0).default(0),
  stale_days: z.coerce.number().int().min(1).max(36_500).default(365)
    .describe("Pages that nobody changed for so many days are stale"),
});

const lintAnswer = z.object({
  head: z.string().nullable().describe("The commit that was looked at"),
  complete: z.boolean().describe(
    "false: some texts wait to be read, so there may be more",
  ),
  kinds: z.array(z.object({
    kind: z.enum(LINT_KINDS),
    total: z.number().int(),
    more: z.boolean().describe("There are more than `total`"),
    findings: z.array(z.object({
      path: z.string().describe(
        "The page or file; of wanted_pages the missing page",
      ),
      target: z.string().optional().describe("What the link names"),
      title: z.string().optional(),
      count: z.number().int().optional().describe("How many pages"),
      pages: z.array(z.string()).optional().describe("Some of them"),
      size: z.number().int().optional().describe("Bytes"),
      last_updated: z.string().optional().describe("ISO 8601, UTC"),
    })),
  })),
});

const lint: Operation<z.infer<typeof lintQuery>, undefined> = {
  id: "lintWiki",
  method: "get",
  route: "/lint",
  summary:
    "What wants attention: broken links, orphans, empty and oversized pages and more",
  query: lintQuery,
  answers: { 200: lintAnswer },
  errors: [422],
  async handle({ visit, query: { kind, stale_days: staleDays, ...slice } }) {
    const report = await lintWiki(forReading(visit), {
      ...slice,
      staleDays,
      ...(kind && { kinds: [kind] }),
    });
    const kinds = report.parts.map(({ kind, total, isCut, findings }) => ({
      kind,
      total,
      more: isCut,
      findings: findings.map(showFinding),
    }));
    const { head, isComplete: complete } = report;
    return { status: 200, body: { head, complete, kinds } };
  },
};

function showFinding({ sizeBytes, changedAt, ...rest }: Finding) {
  return {
    ...rest,
    ...(sizeBytes !== undefined && { size: sizeBytes }),
    ...(changedAt !== undefined && { last_updated: changedAt }),
  };
}

const preferences = z.object({
  preferences: z.record(z.string(), z.string()).describe("Values by name"),
});

const readPreferences: Operation<undefined, undefined> = {
  id: "readPreferences",
  method: "get",
  route: "/preferences",
  manages: true,
  summary: "The preferences of the wiki; with a session only",
  answers: { 200: preferences },
  errors: [],
  handle({ visit }) {
    return { status: 200, body: showPreferences(forManaging(visit)) };
  },
};

const writePreferences: Operation<undefined, Record<string, string>> = {
  id: "writePreferences",
  method: "patch",
  route: "/preferences",
  manages: true,
  summary: "Change preferences, all that are sent or none; with a session only",
  body: z.record(z.string(), z.string()),
  answers: { 200: preferences },
  errors: [422],
  handle({ visit, body }) {
    const wiki = forManaging(visit);
    setPreferences(wiki, body);
    return { status: 200, body: showPreferences(wiki) };
  },
};

function showPreferences(wiki: ManageableWiki) {
  const names = Object.keys(PREFERENCES) as PreferenceName[];
  const values = names.map((name) =>
    [name, preferenceOf(wiki.preferences, name)] as const
  );
  return { preferences: Object.fromEntries(values) };
}

const levels = z.object({
  read: z.enum(LEVELS),
  write: z.enum(LEVELS),
  upload: z.enum(LEVELS),
});

const accessAnswer = levels.extend({
  summary: z.array(z.object({ who: z.string(), can: z.string() })),
});

const readAccess: Operation<undefined, undefined> = {
  id: "readAccess",
  method: "get",
  route: "/access",
  manages: true,
  summary: "Whom the rights are granted to; with a session only",
  answers: { 200: accessAnswer },
  errors: [],
  handle({ visit }) {
    return { status: 200, body: showAccess(forManaging(visit)) };
  },
};

const writeAccess: Operation<undefined, z.infer<typeof levels>> = {
  id: "writeAccess",
  method: "put",
  route: "/access",
  manages: true,
  summary: "Set whom the rights are granted to; with a session only",
  body: levels,
  answers: { 200: accessAnswer },
  errors: [422],
  handle({ visit, body: { read, write, upload } }) {
    const wiki = forManaging(visit);
    const wanted = {
      ...{ readAccess: read, writeAccess: write, attachmentAccess: upload },
    };
    changeLevels(wiki, wanted);
    return {
      status: 200,
      body: { read, write, upload, summary: summaryOf(wanted) },
    };
  },
};

function showAccess({ row }: ManageableWiki) {
  const { readAccess: read, writeAccess: write, attachmentAccess: upload } =
    row;
  return { read, write, upload, summary: summaryOf(row) };
}

const membersAnswer = z.object({
  members: z.array(z.object({
    did: z.string(),
    handle: z.string().nullable().describe("null: has not signed in yet"),
    name: z.string().nullable(),
    role: z.enum(["owner", ...MEMBER_ROLES]),
    added_at: z.string().describe("ISO 8601, UTC"),
  })),
});

const readMembers: Operation<undefined, undefined> = {
  id: "listMembers",
  method: "get",
  route: "/members",
  manages: true,
  summary: "Who belongs to the wiki, the owner first; with a session only",
  answers: { 200: membersAnswer },
  errors: [],
  handle({ visit }) {
    return { status: 200, body: showMembers(forManaging(visit)) };
  },
};

const newMember = z.object({
  who: z.string().describe("Handle, or DID"),
  role: z.enum(MEMBER_ROLES),
});

const createMember: Operation<undefined, z.infer<typeof newMember>> = {
  id: "addMember",
  method: "post",
  route: "/members",
  manages: true,
  summary: "Add a person; with a session only",
  body: newMember,
  answers: { 201: membersAnswer },
  errors: [409, 413, 422],
  async handle({ visit, body }) {
    const wiki = forManaging(visit);
    await addMember(wiki, body);
    return { status: 201, body: showMembers(wiki) };
  },
};

const member = z.object({ did: z.string(), role: z.enum(MEMBER_ROLES) });

const writeMember: Operation<undefined, z.infer<typeof member>> = {
  id: "changeRole",
  method: "patch",
  route: "/members",
  manages: true,
  summary: "Give a member another role; with a session only",
  body: member,
  answers: { 200: membersAnswer },
  errors: [404, 409, 422],
  handle({ visit, body }) {
    const wiki = forManaging(visit);
    changeRole(wiki, body);
    return { status: 200, body: showMembers(wiki) };
  },
};

const oneMember = z.object({ did: z.string() });

const deleteMember: Operation<undefined, z.infer<typeof oneMember>> = {
  id: "removeMember",
  method: "delete",
  route: "/members",
  manages: true,
  summary: "Take a member out; with a session only",
  body: oneMember,
  answers: { 200: membersAnswer },
  errors: [404, 409, 422],
  handle({ visit, body }) {
    const wiki = forManaging(visit);
    removeMember(wiki, body.did);
    return { status: 200, body: showMembers(wiki) };
  },
};

function showMembers(wiki: ManageableWiki) {
  const members = listMembers(wiki).map((
    { did, handle, name, role, addedAt },
  ) => ({ did, handle, name, role, added_at: addedAt }));
  return { members };
}

/** The operations that keep order. */
export const ORDER_OPERATIONS = [
  lint,
  readPreferences,
  writePreferences,
  readAccess,
  writeAccess,
  readMembers,
  createMember,
  writeMember,
  deleteMember,
] as const;
