/**
 * Importing into a wiki: choose a file, look at the plan, say yes.
 *
 * | request                              | what                                                                  |
 * | ------------------------------------ | --------------------------------------------------------------------- |
 * | `GET /app/wiki/{slug}/import`        | the form                                                              |
 * | `POST /app/wiki/{slug}/import`       | the file, written down as it comes; leads to its own page             |
 * | `GET /app/wiki/{slug}/import/{id}`   | being checked, the plan, why not, or what was imported                |
 * | `POST /app/wiki/{slug}/import/{id}`  | `do=import` or `do=discard`                                           |
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { wikiOrigin } from "../config.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { isFileForm, readFileForm } from "../http/multipart.ts";
import { forManaging, type ManageableWiki } from "../wiki/access.ts";
import type { Upload } from "../wiki/import_desk.ts";
import { planImport } from "../wiki/import_plan.ts";
import {
  beginUpload,
  checkReceived,
  discardUpload,
  findUpload,
  importUpload,
} from "../wiki/import_upload.ts";
import { limitsOf } from "../wiki/quota.ts";
import { MAX_UPLOAD_BYTES } from "../wiki/upload_limits.ts";
import { atWiki } from "./person.ts";
import { sitePage } from "./views/frame.tsx";
import { ImportPlanView } from "./views/import_plan_view.tsx";
import { ImportForm, ImportStateView } from "./views/import_view.tsx";

/** Most files are checked by then, so that their plan is the next page. */
const WAIT_MS = 4000;
/** How often the page of a file that is being checked is loaded anew. */
const REFRESH_SECONDS = 2;
/** What is shown of a file's name, in characters. */
const MAX_NAME = 120;

/** The routes. */
export function addImportRoutes(app: Hono<SiteEnv>): void {
  app.get(
    "/app/wiki/:slug/import",
    (c) => managing(c, (wiki) => showForm(c, wiki)),
  );

  app.post("/app/wiki/:slug/import", async (c) => {
    const upload = await managing(c, beginUpload);
    try {
      const name = await receive(c.req.raw, upload);
      const checking = await managing(
        c,
        (wiki) => ({ done: checkReceived(wiki, upload, name) }),
      );
      await inTime(checking.done);
    } catch (error) {
      c.var.house.imports.discard(upload);
      if (!(error instanceof AppError)) throw error;
      return await managing(c, (wiki) => showForm(c, wiki, error));
    }
    return c.redirect(`${formUrl(c)}/${upload.id}`, 303);
  });

  app.get(
    "/app/wiki/:slug/import/:id",
    (c) => managing(c, (wiki) => showUpload(c, wiki)),
  );

  app.post("/app/wiki/:slug/import/:id", async (c) => {
    const form = await readForm(c.req.raw, formLimit(0));
    return await managing(c, async (wiki) => {
      const id = c.req.param("id");
      if (lineField(form, "do") === "discard") {
        discardUpload(wiki, id);
        return c.redirect(formUrl(c), 303);
      }
      await tryImport(wiki, id, {
        replace: form.has("replace"),
        linkStyle: form.has("link_style"),
      });
      return c.redirect(`${formUrl(c)}/${id}`, 303);
    });
  });
}

/** Does something with a wiki that the caller manages. */
function managing<T>(
  c: Context<SiteEnv>,
  work: (wiki: ManageableWiki) => T | Promise<T>,
): Promise<T> {
  const slug = c.req.param("slug")!;
  return atWiki(c, slug, (visit) => work(forManaging(visit)));
}

/** What is refused is said on the upload's own page; an upload that is not there is an error of its own. */
async function tryImport(
  wiki: ManageableWiki,
  id: string,
  wish: { replace: boolean; linkStyle: boolean },
): Promise<void> {
  const upload = findUpload(wiki, id);
  try {
    await importUpload(wiki, id, wish);
  } catch (error) {
    const isSaidThere = error instanceof AppError &&
      upload.state.kind !== "checked";
    if (!isSaidThere) throw error;
  }
}

/** Writes the file down as it comes; its name. @throws {AppError} `invalid`, `too_large`, `storage_full`. */
async function receive(request: Request, upload: Upload): Promise<string> {
  if (!isFileForm(request)) {
    await request.body?.cancel();
    throw new AppError("invalid", "Cannot read this form: it brings no file");
  }
  const { files: [file] } = await readFileForm(request, {
    fileBytes: MAX_UPLOAD_BYTES,
    onFile: (bytes) => upload.write(bytes),
  });
  if (file === undefined) {
    throw new AppError("invalid", "Cannot import: choose a file first");
  }
  return file.name.toWellFormed().slice(0, MAX_NAME);
}

/** Resolves when something is done, or when it takes longer than a person waits gladly. */
async function inTime(done: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, WAIT_MS);
  await Promise.race([done, promise]);
  clearTimeout(timer);
}

function showForm(
  c: Context<SiteEnv>,
  { row, house }: ManageableWiki,
  problem: AppError | null = null,
): Response | Promise<Response> {
  return sitePage(c, {
    title: `Import into ${row.name}`,
    ...(problem === null ? {} : { status: STATUS[problem.code] }),
    body: (
      <ImportForm
        slug={row.slug}
        name={row.name}
        limits={limitsOf(house.config, row)}
        problem={problem?.message ?? null}
      />
    ),
  });
}

function showUpload(
  c: Context<SiteEnv>,
  wiki: ManageableWiki,
): Response | Promise<Response> {
  const { row, house } = wiki;
  const upload = findUpload(wiki, c.req.param("id")!);
  const { state, fileName } = upload;
  const shared = {
    ...{ slug: row.slug, name: row.name, fileName },
    url: `${formUrl(c)}/${upload.id}`,
  };
  c.header("Cache-Control", "no-store");
  if (state.kind === "checking" || state.kind === "importing") {
    c.header("Refresh", String(REFRESH_SECONDS));
  }
  return sitePage(c, {
    title: `Import into ${row.name}`,
    body: state.kind === "checked"
      ? <ImportPlanView {...shared} plan={planImport(wiki, state.checked)} />
      : (
        <ImportStateView
          {...shared}
          state={state}
          wikiUrl={wikiOrigin(house.config, row.slug)}
        />
      ),
  });
}

function formUrl(c: Context<SiteEnv>): string {
  return `/app/wiki/${c.req.param("slug")}/import`;
}
