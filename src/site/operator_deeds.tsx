/**
 * What operators do through their pages: each form names its `action`, and leads back to the page that it stands on.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import type { Operator } from "../wiki/access.ts";
import {
  endSessionsOf,
  grantUser,
  grantWiki,
  resumeUser,
  resumeWiki,
  suspendUser,
  suspendWiki,
} from "../wiki/operator.ts";
import { operatorHere, showUser, showWiki } from "./operator_door.tsx";

/** What is done to whom (a DID or a slug), with a form. */
type Deeds = Readonly<
  Record<string, (key: Operator, target: string, form: URLSearchParams) => void>
>;

const USER_DEEDS: Deeds = {
  suspend: (key, did, form) => suspendUser(key, did, lineField(form, "reason")),
  resume: (key, did) => resumeUser(key, did),
  limits: (key, did, form) => grantUser(key, did, readNumber(form, "maxWikis")),
  logout: (key, did) => endSessionsOf(key, did),
};

const WIKI_DEEDS: Deeds = {
  suspend: (key, slug, form) =>
    suspendWiki(key, slug, lineField(form, "reason")),
  resume: (key, slug) => resumeWiki(key, slug),
  limits: (key, slug, form) =>
    grantWiki(key, slug, {
      maxPages: readNumber(form, "maxPages"),
      maxContentBytes: readMegabytes(form, "maxContentBytes"),
      maxHistoryBytes: readMegabytes(form, "maxHistoryBytes"),
      maxAttachmentBytes: readMegabytes(form, "maxAttachmentBytes"),
      maxMembers: readNumber(form, "maxMembers"),
    }),
};

/** The forms of the pages of one person and one wiki. */
export function addOperatorDeeds(app: Hono<SiteEnv>): void {
  app.post("/app/operator/users/:did", (c) => {
    const did = c.req.param("did");
    return doDeed(c, USER_DEEDS, {
      ...{ target: did, url: `/app/operator/users/${encodeURIComponent(did)}` },
      show: (failed) => showUser(c, did, failed),
    });
  });

  app.post("/app/operator/wikis/:slug", (c) => {
    const slug = c.req.param("slug");
    return doDeed(c, WIKI_DEEDS, {
      ...{ target: slug, url: `/app/operator/wikis/${slug}` },
      show: (failed) => showWiki(c, slug, failed),
    });
  });
}

/** Does what the form asks for; what is wrong with it is said on the page. */
async function doDeed(
  c: Context<SiteEnv>,
  deeds: Deeds,
  { target, url, show }: {
    target: string;
    url: string;
    show: (failed: AppError) => Response | Promise<Response>;
  },
): Promise<Response> {
  const key = operatorHere(c);
  const form = await readForm(c.req.raw, formLimit(0));
  const action = lineField(form, "action");
  if (!Object.hasOwn(deeds, action)) {
    throw new AppError("invalid", "Cannot do that: unknown action");
  }
  try {
    deeds[action]!(key, target, form);
  } catch (error) {
    const isTold = error instanceof AppError &&
      (error.code === "invalid" || error.code === "conflict");
    if (!isTold) throw error;
    return await show(error);
  }
  setFlash(c, "saved");
  return c.redirect(url, 303);
}

/** A whole number; `null` for an empty field: as all. @throws {AppError} `invalid`. */
function readNumber(form: URLSearchParams, name: string): number | null {
  const text = lineField(form, name);
  if (text === "") return null;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new AppError(
    "invalid",
    `Cannot use "${text.slice(0, 40)}": a whole number is wanted, or nothing`,
  );
}

/** Megabytes as bytes; `null` for an empty field: as all. @throws {AppError} `invalid`. */
function readMegabytes(form: URLSearchParams, name: string): number | null {
  const text = lineField(form, name);
  if (text === "") return null;
  const bytes = Math.round(Number(text) * 1_000_000);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new AppError(
    "invalid",
    `Cannot use "${text.slice(0, 40)}": megabytes are wanted, or nothing`,
  );
}
