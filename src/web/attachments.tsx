/**
 * The files of a page: the list, uploading, and one file's properties. Scripts of the editor and of the list get the same as
 * JSON, where they ask for it.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { prefersJson, STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { isFileForm, readFileForm } from "../http/multipart.ts";
import { rateKeyOf } from "../http/rate_limit.ts";
import { UploadMemory } from "../http/upload_memory.ts";
import {
  forReading,
  forUploading,
  forWriting,
  type ReadableWiki,
} from "../wiki/access.ts";
import {
  deleteAttachment,
  renameAttachment,
  saveAttachments,
  type StoredUpload,
  type UploadPlan,
} from "../wiki/attachment_changes.ts";
import {
  type Attachment,
  attachmentHistory,
  attachmentMarkdown,
  attachmentPage,
  lastChanges,
  listAttachments,
  readAttachment,
} from "../wiki/attachments.ts";
import { hasThumbnail } from "../wiki/file_types.ts";
import { lookUp } from "../wiki/look_up.ts";
import { actionUrl, lastSegment } from "../wiki/page_path.ts";
import { limitsOf } from "../wiki/quota.ts";
import { answerJson } from "./json_answer.ts";
import { toSpelling } from "./missing.tsx";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import { AttachmentsView } from "./views/attachments_view.tsx";
import { AttachmentView } from "./views/attachment_view.tsx";
import type { Problem } from "./views/editor_view.tsx";

/** Lists, takes and shows files. */
export function addAttachmentRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  const memory = new UploadMemory();

  app.get("/-/attachments/*", (c) => {
    c.header("Vary", "Accept", { append: true });
    const wiki = forReading(c.var.visit);
    const asked = namedPath(c);
    if (prefersJson(c)) {
      return answerJson(c, () => ({
        attachments: listAttachments(wiki, asked)
          .map((file) => shapeOf(file, attachmentPage(wiki, asked))),
      }));
    }
    const page = attachmentPage(wiki, asked);
    if (page !== asked) return toSpelling(c, page);
    return showList(screen, c, { wiki, page, problem: null });
  });

  app.get("/-/attachments", (c) => c.redirect("/-/attachments/", 301));

  app.post(
    "/-/attachments/*",
    (c) =>
      prefersJson(c)
        ? answerJson(c, async () => {
          const { page, stored } = await takeUpload(c, memory);
          return { attachments: stored.map((file) => storedShape(file, page)) };
        }, 201)
        : uploadAndReturn(screen, c, memory),
  );

  app.get("/-/attachment/*", (c) => {
    const wiki = forReading(c.var.visit);
    const asked = namedPath(c);
    const file = readAttachment(wiki, asked);
    if (file.path !== asked) return toSpelling(c, file.path);
    return showFile(screen, c, { wiki, file, problem: null });
  });

  app.post("/-/attachment/*", (c) => changeFile(screen, c));
}

/** What is shown, and why a form came back. */
interface Shown {
  readonly wiki: ReadableWiki;
  readonly problem: Problem | null;
}

function showList(
  screen: Screen,
  c: WebContext,
  { wiki, page, problem }: Shown & { page: string },
  status: 200 | 400 | 409 | 413 = 200,
): Response | Promise<Response> {
  const files = listAttachments(wiki, page);
  const changes = lastChanges(wiki, files);
  const isPage = lookUp(wiki, page).kind === "page";
  const { attachmentBytes } = limitsOf(wiki.house.config, wiki.row);
  const view = AttachmentsView({
    layout: isPage
      ? screen.pageLayout(c, wiki, { path: page, tool: "attachments" })
      : screen.layout(c, wiki),
    page,
    files: files.map((file) => ({
      ...shapeOf(file, page),
      revision: file.revision,
      change: changes.get(file.revision)!,
    })),
    upload: wiki.rights.upload ? { maxBytes: attachmentBytes } : null,
    problem,
  });
  return show(c, view, status);
}

function showFile(
  screen: Screen,
  c: WebContext,
  { wiki, file, problem }: Shown & { file: Attachment },
  status: 200 | 400 | 409 | 413 = 200,
): Response | Promise<Response> {
  const isPage = lookUp(wiki, file.page).kind === "page";
  const path = { path: file.page, tool: null };
  const view = AttachmentView({
    layout: isPage ? screen.pageLayout(c, wiki, path) : screen.layout(c, wiki),
    file: { ...file, ...shapeOf(file, file.page) },
    history: attachmentHistory(wiki, file.path),
    rights: wiki.rights,
    maxBytes: limitsOf(wiki.house.config, wiki.row).attachmentBytes,
    problem,
  });
  return show(c, view, status);
}

/** Reads a form of files and stores them. */
async function takeUpload(
  c: WebContext,
  memory: UploadMemory,
): Promise<{ page: string; stored: StoredUpload[] }> {
  const wiki = forUploading(c.var.visit);
  const { raw } = c.req;
  if (!isFileForm(raw)) {
    await raw.body?.cancel();
    throw new AppError("invalid", "Cannot upload: the form holds no files");
  }
  const key = rateKeyOf(wiki.caller, c.var.clientAddress);
  using held = memory.hold(key);
  const { fields, files } = await readFileForm(raw, {
    fileBytes: limitsOf(wiki.house.config, wiki.row).attachmentBytes,
    onMemory: (bytes) => held.take(bytes),
  });
  const page = namedPath(c);
  const message = lineField(fields, "message");
  const replaced = fields.get("replace") ?? "";
  const base = lineField(fields, "base");
  const plan: UploadPlan = {
    page,
    uploads: files.filter(({ field }) => field === "file"),
    mayBeNew: true,
    ...(message !== "" && { message }),
    ...(replaced !== "" && {
      replace: replacement(wiki, { page, name: replaced, base }),
    }),
  };
  if (plan.replace && plan.uploads.length !== 1) {
    throw new AppError("invalid", "Cannot replace: choose one file");
  }
  return { page, stored: await saveAttachments(wiki, plan) };
}

/** Only what is there is replaced, under the name that it has. */
function replacement(
  wiki: ReadableWiki,
  { page, name, base }: { page: string; name: string; base: string },
): NonNullable<UploadPlan["replace"]> {
  if (/[/\\]/.test(name)) {
    throw new AppError("invalid", `Cannot replace "${name}": it is no name`);
  }
  const folder = attachmentPage(wiki, page);
  const path = folder === "" ? name : `${folder}/${name}`;
  const found = lookUp(wiki, path);
  const isThere = found.kind === "file";
  return {
    name: isThere ? lastSegment(found.path) : name,
    // Without one, what was deleted meanwhile would come back unseen.
    ...((base !== "" || !isThere) && { base: base || "HEAD" }),
  };
}

/** The form without a script: back to the list, or to the file that was replaced. */
async function uploadAndReturn(
  screen: Screen,
  c: WebContext,
  memory: UploadMemory,
): Promise<Response> {
  try {
    const { page, stored } = await takeUpload(c, memory);
    setFlash(c, "uploaded", stored.map(storedWords).join(", "));
    const [only] = stored;
    const isReplaced = stored.length === 1 && only!.outcome === "replaced";
    return c.redirect(
      isReplaced
        ? actionUrl("attachment", only!.attachment.path)
        : actionUrl("attachments", stored[0]?.attachment.page ?? page),
      303,
    );
  } catch (error) {
    const problem = problemOf(error);
    const wiki = forReading(c.var.visit);
    const page = namedPath(c);
    if (lookUp(wiki, page).kind === "none" && page !== "") throw error;
    const shown = { wiki, page: attachmentPage(wiki, page), problem };
    return await showList(screen, c, shown, statusOf(error));
  }
}

/** Renames or deletes a file. */
async function changeFile(
  screen: Screen,
  c: WebContext,
): Promise<Response> {
  const wiki = forWriting(c.var.visit);
  const form = await readForm(c.req.raw, formLimit(0));
  const path = namedPath(c);
  const base = lineField(form, "base");
  const message = lineField(form, "message");
  if (base === "") {
    throw new AppError("invalid", `Cannot change "${path}" without a base`);
  }
  const change = { path, base, ...(message !== "" && { message }) };
  try {
    if (form.has("delete")) {
      const { page } = await deleteAttachment(wiki, change);
      setFlash(c, "deleted", lastSegment(path));
      return c.redirect(actionUrl("attachments", page), 303);
    }
    const newName = form.get("new_filename") ?? "";
    const { attachment } = await renameAttachment(wiki, { ...change, newName });
    setFlash(c, "file_renamed", attachment.name);
    return c.redirect(actionUrl("attachment", attachment.path), 303);
  } catch (error) {
    const problem = problemOf(error);
    const now = forReading(c.var.visit);
    const found = lookUp(now, path);
    if (found.kind !== "file") throw error;
    const file = readAttachment(now, path);
    return await showFile(
      screen,
      c,
      { wiki: now, file, problem },
      statusOf(error),
    );
  }
}

/** The path behind the action. @throws {AppError} `not_found` where it does not decode. */
function namedPath(c: WebContext): string {
  const path = pathOf(c);
  if (path !== undefined) return path;
  throw new AppError("not_found", "Cannot read this address");
}

/** Why a form comes back; anything that the person cannot mend is thrown on. */
function problemOf(error: unknown): Problem {
  if (!(error instanceof AppError) || !(error.code in AGAIN)) throw error;
  const kind = error.code === "conflict" ? "warning" : "error";
  return { kind, text: `${error.message}. Nothing was changed.` };
}

/** Failures after which the form is shown again. */
const AGAIN = { invalid: true, conflict: true, too_large: true };

function statusOf(error: unknown): 400 | 409 | 413 {
  return STATUS[(error as AppError).code] as 400 | 409 | 413;
}

/** `map.png (sent as "../map.png")`. */
function storedWords({ attachment, sentAs }: StoredUpload): string {
  return sentAs === null
    ? attachment.name
    : `${attachment.name} (sent as “${sentAs.slice(0, 40)}”)`;
}

/** A file as scripts are told of it. */
export interface AttachmentShape {
  readonly name: string;
  readonly path: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly type: string;
  readonly isImage: boolean;
  readonly thumbnailUrl: string | null;
  /** What shows it, or links to it, in the text of the page. */
  readonly markdown: string;
}

function shapeOf(file: Attachment, page: string): AttachmentShape {
  const { name, path, url, sizeBytes, type, isImage, revision } = file;
  const query = new URLSearchParams({ thumbnail: "", revision });
  return {
    ...{ name, path, url, sizeBytes, type, isImage },
    thumbnailUrl: hasThumbnail(name) ? `${url}?${query}` : null,
    markdown: attachmentMarkdown(file, page),
  };
}

/** As {@linkcode shapeOf}, with what its sender called it where that is not its name. */
function storedShape({ attachment, sentAs }: StoredUpload, page: string) {
  const own = attachment.page === "" ? page : attachment.page;
  return { ...shapeOf(attachment, own), sentAs };
}
