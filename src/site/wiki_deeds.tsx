/**
 * The forms of a wiki's page on the dashboard. Each calls the one action that the wiki's own settings and REST call too, and leads
 * back to its section; where the action refuses, the page says so there, with what was typed.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { AppError, type ErrorCode } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { type FlashCode, setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { doAccessForm, doMemberForm } from "../http/wiki_forms.ts";
import { endToken, makeToken, remakeToken } from "../ops/wiki_tokens.ts";
import { forManaging, forReading, type Visit } from "../wiki/access.ts";
import { leaveWiki } from "../wiki/members.ts";
import {
  changeHandle,
  confirmDeletion,
  type ConfirmedDeletion,
} from "../wiki/ownership.ts";
import { changeWords } from "../wiki/settings.ts";
import { deleteWiki } from "../wiki/wikis.ts";
import { atWiki, signedIn } from "./person.ts";
import type { SectionName } from "./views/wiki_section.tsx";
import { type Aftermath, showWiki } from "./wiki_page.tsx";

/** What came of a form. */
type Outcome =
  /** Back to its section, with a word. */
  | { readonly flash: FlashCode; readonly detail?: string }
  /** The page itself, at once: a secret that is shown once. */
  | { readonly aftermath: Aftermath }
  /** The rest is done when nobody uses the wiki any more. */
  | { readonly deletion: ConfirmedDeletion };

type Deed = (
  visit: Visit,
  form: URLSearchParams,
) => Outcome | Promise<Outcome>;

/** Refusals that are said in the form's section; the others take the whole page. */
const SAID_THERE: readonly ErrorCode[] = [
  "invalid",
  "conflict",
  "not_found",
  "too_large",
  "unavailable",
];

const SAVED: Outcome = { flash: "saved" };

/** What the forms do, by section. */
const DEEDS: Readonly<Partial<Record<SectionName | "delete", Deed>>> = {
  settings(visit, form) {
    const { row } = visit.wiki;
    changeWords(forManaging(visit), {
      name: form.has("name") ? lineField(form, "name") : row.name,
      description: form.has("description")
        ? lineField(form, "description")
        : row.description,
    });
    return SAVED;
  },
  access(visit, form) {
    doAccessForm(forManaging(visit), form);
    return SAVED;
  },
  async members(visit, form) {
    return { flash: await doMemberForm(forManaging(visit), form) };
  },
  tokens: tokenDeed,
  handle(visit, form) {
    const servesHandle = lineField(form, "serve") === "on";
    changeHandle(forManaging(visit), { servesHandle });
    return SAVED;
  },
  leave(visit) {
    leaveWiki(forReading(visit));
    return { flash: "wiki_left", detail: visit.wiki.row.name };
  },
  delete(visit, form) {
    const typed = lineField(form, "confirm");
    return { deletion: confirmDeletion(forManaging(visit), typed) };
  },
};

/** Where the forms are sent; asked for with GET, they lead to the page. */
export function addWikiDeedRoutes(app: Hono<SiteEnv>): void {
  for (const [name, deed] of Object.entries(DEEDS)) {
    const section = name === "delete" ? "danger" : name as SectionName;
    app.get(`/app/wiki/:slug/${name}`, (c) => {
      signedIn(c);
      return c.redirect(pageUrl(c.req.param("slug"), section), 302);
    });
    app.post(`/app/wiki/:slug/${name}`, async (c) => {
      signedIn(c);
      const form = await readForm(c.req.raw, formLimit(0));
      const slug = c.req.param("slug");
      const outcome = await atWiki(
        c,
        slug,
        (visit) => doDeed(c, visit, { section, deed, form }),
      );
      return outcome instanceof Response
        ? outcome
        : await finish(c, outcome, { slug, section });
    });
  }
}

/** Does it, with the wiki open; an answer where there is nothing left to do. */
async function doDeed(
  c: Context<SiteEnv>,
  visit: Visit,
  { section, deed, form }: {
    section: SectionName;
    deed: Deed;
    form: URLSearchParams;
  },
): Promise<Response | Exclude<Outcome, { readonly aftermath: Aftermath }>> {
  try {
    const outcome = await deed(visit, form);
    return "aftermath" in outcome
      ? await showWiki(c, visit, outcome.aftermath)
      : outcome;
  } catch (error) {
    if (!(error instanceof AppError) || !SAID_THERE.includes(error.code)) {
      throw error;
    }
    return await showWiki(c, visit, {
      problem: { section, message: error.message },
      status: STATUS[error.code],
      typed: Object.fromEntries(form),
    });
  }
}

async function finish(
  c: Context<SiteEnv>,
  outcome: Exclude<Outcome, { readonly aftermath: Aftermath }>,
  { slug, section }: { slug: string; section: SectionName },
): Promise<Response> {
  if ("deletion" in outcome) {
    const { slug, by } = outcome.deletion;
    await deleteWiki(c.var.house, slug, by);
    setFlash(c, "wiki_deleted", slug);
    return c.redirect("/app/", 303);
  }
  setFlash(c, outcome.flash, outcome.detail ?? "");
  return c.redirect(
    section === "leave" ? "/app/" : pageUrl(slug, section),
    303,
  );
}

function tokenDeed(visit: Visit, form: URLSearchParams): Outcome {
  const wiki = forReading(visit);
  const id = lineField(form, "id");
  switch (lineField(form, "action")) {
    case "create": {
      const days = lineField(form, "days");
      const made = makeToken(wiki, {
        ...{ id, name: lineField(form, "name") },
        scope: lineField(form, "scope"),
        days: days === "" ? null : Number(days),
      });
      return { aftermath: { made } };
    }
    case "regenerate":
      return { aftermath: { made: remakeToken(wiki, id) } };
    case "revoke":
      return { flash: "token_revoked", detail: endToken(wiki, id).name };
    default:
      throw new AppError("invalid", "Cannot do that: unknown action");
  }
}

function pageUrl(slug: string, section: SectionName): string {
  return `/app/wiki/${encodeURIComponent(slug)}#${section}`;
}
