/**
 * Beginning a page: its name, and the template that it grows out of.
 *
 * `/-/create?path=Actors/Iran` has the name in the form already; `/-/create?path=Actors/` its folder. From there it goes to
 * `/-/edit/<page>?template=<page>`.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { forWriting, type ReadableWiki } from "../wiki/access.ts";
import { lookUp } from "../wiki/look_up.ts";
import { actionUrl, newPagePath, pathOfUrl } from "../wiki/page_path.ts";
import { listTemplates } from "../wiki/page_template.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import { CreateView } from "./views/create_view.tsx";

type Answer = Response | Promise<Response>;

/** Most folders that are proposed. */
const MAX_FOLDERS = 8;

/** The form that asks for a name. */
export function addCreationRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/create", (c) => {
    const wiki = forWriting(c.var.visit);
    const path = c.req.query("path") ?? "";
    const template = c.req.query("template");
    return showCreate(screen, c, { wiki, path, template, error: null });
  });

  app.post("/-/create", async (c) => {
    const wiki = forWriting(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    const path = lineField(form, "path");
    const template = lineField(form, "template");
    return create(screen, c, { wiki, path, template });
  });
}

/** From a typed name to the editor, where such a page can be made. */
function create(
  screen: Screen,
  c: WebContext,
  { wiki, path, template }: {
    wiki: ReadableWiki;
    path: string;
    template: string;
  },
): Answer {
  const found = lookUp(wiki, path);
  if (found.kind === "page") {
    return showCreate(screen, c, { wiki, path, template, error: null }, 409);
  }
  try {
    const query = {
      ...(template === "" ? {} : { template }),
      ...(found.kind === "moved" ? { anew: "1" } : {}),
    };
    return c.redirect(actionUrl("edit", newPagePath(path), query), 303);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message } = error;
    const form = { wiki, path, template, error: message };
    return showCreate(screen, c, form, 400);
  }
}

/** The form, with what was typed and what is wrong with it. */
export function showCreate(
  screen: Screen,
  c: WebContext,
  form: {
    wiki: ReadableWiki;
    path: string;
    template?: string | undefined;
    error: string | null;
  },
  status: 200 | 400 | 409 = 200,
): Answer {
  const { wiki, path, template = "", error } = form;
  const found = path === "" ? undefined : lookUp(wiki, path);
  const existing = found?.kind === "page"
    ? { path: found.path, url: screen.addressOf(wiki, found.path) }
    : null;
  const view = CreateView({
    layout: screen.layout(c, wiki),
    templates: listTemplates(wiki),
    folders: path === "" ? foldersNear(c, wiki) : [],
    ...{ path, template, error, existing },
  });
  return show(c, view, status);
}

/** Folders that the page may belong in: around the page that the writer came from, then those at the top. */
function foldersNear(c: WebContext, wiki: ReadableWiki): string[] {
  const from = URL.parse(c.req.header("referer") ?? "");
  const path = from === null ? "" : pathOfUrl(from.pathname) ?? "";
  const here = path.split("/").map((_, i, parts) =>
    parts.slice(0, i + 1).join("/")
  ).reverse();
  const known = here.filter((folder) =>
    folder !== "" && wiki.index.files.findFolder(folder) !== undefined
  );
  const top = wiki.index.files.listFoldersIn("").map((folder) => folder.path)
    .filter((folder) => !/^[.-]/.test(folder));
  return [...new Set([...known, ...top])].slice(0, MAX_FOLDERS);
}
