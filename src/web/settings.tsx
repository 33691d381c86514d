/**
 * The settings of a wiki, for those who manage it: preferences and access. The members have a file of their own.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, readForm } from "../http/form.ts";
import { doAccessForm } from "../http/wiki_forms.ts";
import { forManaging, type ManageableWiki } from "../wiki/access.ts";
import { newcomerNotice } from "../wiki/listing.ts";
import { checkPreferences, setPreferences } from "../wiki/preference_change.ts";
import {
  type Preference,
  type PreferenceName,
  preferenceOf,
  PREFERENCES,
} from "../wiki/preferences.ts";
import { changeWords, type Levels, summaryOf } from "../wiki/settings.ts";
import { checkWords } from "../wiki/wiki_making.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import {
  AccessView,
  type FieldState,
  PreferencesView,
} from "./views/settings_view.tsx";

type Answer = Response | Promise<Response>;

/** Bytes that the longest preference may take in a form. */
const MAX_TEXT_BYTES = 100_000;

/** Preferences and access. */
export function addSettingsRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/admin", (c) => {
    const wiki = forManaging(c.var.visit);
    return showPreferences(screen, c, wiki, { typed: {}, problems: {} });
  });

  app.post("/-/admin", async (c) => {
    const wiki = forManaging(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(MAX_TEXT_BYTES));
    const { name, description, ...typed } = Object.fromEntries(form);
    const words = {
      name: name ?? wiki.row.name,
      description: description ?? wiki.row.description,
    };
    const problems = {
      ...checkPreferences(wiki, typed).problems,
      ...problemsOfWords(words),
    };
    if (Object.keys(problems).length > 0) {
      return showPreferences(screen, c, wiki, {
        typed: { ...typed, ...words },
        problems,
      });
    }
    setPreferences(wiki, typed);
    changeWords(wiki, words);
    setFlash(c, "saved");
    return c.redirect("/-/admin", 303);
  });

  app.get("/-/admin/access", (c) => {
    const wiki = forManaging(c.var.visit);
    return showAccess(screen, c, wiki);
  });

  app.post("/-/admin/access", async (c) => {
    const wiki = forManaging(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    try {
      doAccessForm(wiki, form);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "invalid") throw error;
      return showAccess(screen, c, wiki, error.message);
    }
    setFlash(c, "saved");
    return c.redirect("/-/admin/access", 303);
  });
}

/** What was typed, where that could not be saved. */
interface Typed {
  readonly typed: Readonly<Record<string, string>>;
  readonly problems: Readonly<Record<string, string>>;
}

/** The frame of the settings, which says why search engines are kept away. */
function settingsLayout(screen: Screen, c: WebContext, wiki: ManageableWiki) {
  const layout = screen.layout(c, wiki);
  const text = newcomerNotice(wiki.house, wiki.row);
  if (text === null) return layout;
  const { frame } = layout;
  const notices = [...frame.notices, { kind: "info", text } as const];
  return { ...layout, frame: { ...frame, notices } };
}

function showPreferences(
  screen: Screen,
  c: WebContext,
  wiki: ManageableWiki,
  { typed, problems }: Typed,
): Answer {
  const state = (name: string, stored: string): FieldState => ({
    value: Object.hasOwn(typed, name) ? typed[name]! : stored,
    error: Object.hasOwn(problems, name) ? problems[name] : undefined,
  });
  const names = Object.keys(PREFERENCES) as PreferenceName[];
  const unknown = Object.keys(problems).filter((name) =>
    !Object.hasOwn(PREFERENCES, name) && name !== "name" &&
    name !== "description"
  );
  const isWrong = Object.keys(problems).length > 0;
  const view = PreferencesView({
    layout: settingsLayout(screen, c, wiki),
    problem: unknown.length > 0
      ? "Nothing was saved: the form holds fields that there are none of."
      : isWrong
      ? "Nothing was saved: see the fields below."
      : null,
    name: state("name", wiki.row.name),
    description: state("description", wiki.row.description),
    fields: names.map((name) => ({
      name,
      row: PREFERENCES[name] as Preference,
      ...state(name, preferenceOf(wiki.preferences, name)),
    })),
  });
  return show(c, view, isWrong ? STATUS.invalid : 200);
}

function showAccess(
  screen: Screen,
  c: WebContext,
  wiki: ManageableWiki,
  problem: string | null = null,
): Answer {
  const { readAccess, writeAccess, attachmentAccess } = wiki.row;
  const levels: Levels = { readAccess, writeAccess, attachmentAccess };
  const view = AccessView({
    layout: settingsLayout(screen, c, wiki),
    problem,
    levels,
    summary: summaryOf(levels),
    isOpenToAll: readAccess === "ANONYMOUS" && writeAccess === "ANONYMOUS",
  });
  return show(c, view, problem === null ? 200 : STATUS.invalid);
}

/** Each word is checked alone, so that the sentence stands at its field. */
function problemsOfWords(
  words: { name: string; description: string },
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const [name, text] of Object.entries(words)) {
    try {
      checkWords({ [name]: text });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems[name] = error.message;
    }
  }
  return problems;
}
