/**
 * `/app/`: the wikis of who is signed in, and `/app/create`: one more.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { wikiOrigin } from "../config.ts";
import type { Role } from "../db/platform/members.ts";
import type { Level, WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { parseLevel } from "../wiki/access.ts";
import { doerOf } from "../wiki/audit.ts";
import { checkSlugFree } from "../wiki/held_slugs.ts";
import type { House } from "../wiki/house.ts";
import { checkWikiCount, checkWords } from "../wiki/wiki_making.ts";
import { isWikiTemplate } from "../wiki/wiki_templates.ts";
import { createWiki } from "../wiki/wikis.ts";
import { signedIn } from "./person.ts";
import {
  type CreationFields,
  type CreationProblems,
  CreationView,
  NoRoomView,
} from "./views/creation_view.tsx";
import { DashboardView, type ListedWiki } from "./views/dashboard_view.tsx";
import { sitePage } from "./views/frame.tsx";

type Answer = Response | Promise<Response>;

/** Who may read, in a word for a list. */
const AUDIENCE: Readonly<Record<Level, string>> = {
  ANONYMOUS: "everybody may read it",
  REGISTERED: "everybody who is signed in may read it",
  APPROVED: "private",
};

/** The list, the form, and whether an address is free. */
export function addDashboardRoutes(app: Hono<SiteEnv>): void {
  app.get("/app", (c) => c.redirect("/app/", 302));

  app.get("/app/", (c) => {
    const { house } = c.var;
    const { did } = signedIn(c);
    const { wikis } = house.platform;
    const own = wikis.listOwnedBy(did)
      .map((row) => listed(house, row, "owner"));
    const shared = wikis.listSharedWith(did)
      .map(({ wiki, role }) => listed(house, wiki, role));
    const whyNoMore = problemOf(() => checkWikiCount(house, did));
    const body = DashboardView({ own, shared, whyNoMore });
    return sitePage(c, { title: "Dashboard", body });
  });

  app.get("/app/slug", (c) => {
    const { did } = signedIn(c);
    const slug = (c.req.query("slug") ?? "").trim().toLowerCase();
    const problem = addressProblem(c.var.house, slug, did);
    return c.json({ available: problem === null, problem });
  });

  app.get("/app/create", (c) => {
    const { house } = c.var;
    const { did } = signedIn(c);
    const username = house.platform.users.find(did)?.username ?? "";
    const isFree = username !== "" &&
      problemOf(() => checkSlugFree(house, username, did)) === null;
    return showForm(c, {
      fields: {
        slug: isFree ? username : "",
        ...{ name: "", description: "", read: "APPROVED", template: "guided" },
      },
      problems: {},
    });
  });

  app.post("/app/create", create);
}

async function create(c: Context<SiteEnv>): Promise<Response> {
  const caller = signedIn(c);
  const form = await readForm(c.req.raw, formLimit(0));
  const fields = readFields(form);
  const { house, clientAddress } = c.var;
  const { slug, name, description, template } = fields;
  const problems = problemsOf(house, caller.did, fields);
  if (Object.keys(problems).length > 0) {
    return await showForm(c, { fields, problems, status: STATUS.invalid });
  }
  try {
    await createWiki(house, {
      ...{ slug, name, description, ownerDid: caller.did },
      readAccess: fields.read,
    }, { template, strict: true, by: doerOf(caller, clientAddress) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const status = STATUS[error.code];
    return showForm(c, { fields, problems: { form: error.message }, status });
  }
  setFlash(c, "wiki_created");
  return c.redirect(`/app/wiki/${slug}`, 303);
}

function listed(house: House, row: WikiRow, role: Role): ListedWiki {
  const { slug, name, suspended, readAccess } = row;
  return {
    ...{ slug, role, suspended, name: name || slug },
    url: wikiOrigin(house.config, slug),
    audience: AUDIENCE[readAccess],
  };
}

function showForm(
  c: Context<SiteEnv>,
  { fields, problems, status = 200 }: {
    fields: CreationFields;
    problems: CreationProblems;
    status?: (typeof STATUS)[keyof typeof STATUS] | 200;
  },
): Answer {
  const { house } = c.var;
  const title = "Create a wiki";
  const reason = problemOf(() => checkWikiCount(house, signedIn(c).did));
  if (reason !== null) {
    const body = NoRoomView({ reason });
    return sitePage(c, { title, body, status });
  }
  const suffix = `.${new URL(house.config.origin).host}`;
  const body = CreationView({ suffix, fields, problems });
  return sitePage(c, { title, body, status, scripts: ["dashboard.js"] });
}

function readFields(form: URLSearchParams): CreationFields {
  const template = lineField(form, "template");
  return {
    slug: lineField(form, "slug").toLowerCase(),
    name: lineField(form, "name"),
    description: lineField(form, "description"),
    read: parseLevel(lineField(form, "read")),
    template: isWikiTemplate(template) ? template : "guided",
  };
}

/** What each field alone has wrong, so that the sentence stands at its field. */
function problemsOf(
  house: House,
  did: string,
  { slug, name, description }: CreationFields,
): CreationProblems {
  const found = {
    slug: addressProblem(house, slug, did),
    name: problemOf(() => void checkWords({ name })),
    description: problemOf(() => void checkWords({ description })),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, problem]) => problem !== null),
  );
}

/** Why a wiki cannot have an address, or `null`; who creates one in the browser never hears of slugs. */
function addressProblem(
  house: House,
  slug: string,
  did: string,
): string | null {
  const problem = problemOf(() => checkSlugFree(house, slug, did));
  return problem?.replace(/^slug /, "The address ") ?? null;
}

/** Why a check refuses, or `null`. */
function problemOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
