/**
 * Operations on the files of a page. Their contents travel as base64.
 *
 * @module
 */
import { z } from "zod";
import { AppError } from "../errors.ts";
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
} from "../wiki/attachment_changes.ts";
import {
  type Attachment,
  attachmentHistory,
  attachmentPage,
  lastChanges,
  listAttachments,
  readAttachment,
  readAttachmentAt,
} from "../wiki/attachments.ts";
import { fileTypeOf } from "../wiki/file_types.ts";
import { lastSegment } from "../wiki/page_path.ts";
import { limitsOf } from "../wiki/quota.ts";
import { readBase64, writeBase64 } from "./base64.ts";
import type { Operation } from "./operation.ts";
import { showChange } from "./page_operations.ts";
import { change, commitMessage, messageOf, revision } from "./shapes.ts";

const size = z.number().int().describe("Bytes");
const mimeType = z.string().describe("By the end of its name");
const base = revision.optional().describe(
  "Refuse where the file has changed since this revision of it",
);

const listed = z.object({
  filename: z.string(),
  size,
  mime_type: mimeType,
  last_modified: z.string().describe("ISO 8601, UTC"),
  revision: z.string().describe("The commit that changed it last"),
  url: z.string().describe("Where its bytes are, on this host"),
});

const list: Operation<undefined, undefined> = {
  id: "listAttachments",
  method: "get",
  route: "/pages/{path}/attachments",
  summary: "List the files of a page",
  answers: {
    200: z.object({
      attachments: z.array(listed),
      total: z.number().int(),
      path: z.string(),
    }),
  },
  errors: [404],
  handle({ visit, path }) {
    const wiki = forReading(visit);
    const files = listAttachments(wiki, path);
    const changes = lastChanges(wiki, files);
    const attachments = files.map((file) => ({
      filename: file.name,
      size: file.sizeBytes,
      mime_type: file.type,
      last_modified: changes.get(file.revision)?.at ?? "",
      revision: file.revision,
      url: file.url,
    }));
    const page = attachmentPage(wiki, path);
    const body = { attachments, total: attachments.length, path: page };
    return { status: 200, body };
  },
};

const uploadBody = z.object({
  filename: z.string().min(1).describe(
    "What cannot be in a name is left out; the answer says what it is called",
  ),
  content: z.string().describe("The bytes as base64"),
  revision: base,
  commit_message: commitMessage,
});

const uploaded = z.object({
  filename: z.string(),
  path: z.string().describe("Path of the page"),
  size,
  mime_type: mimeType,
  revision: z.string(),
  created: z.boolean().describe("Otherwise a new version of a file"),
});

const upload: Operation<undefined, z.infer<typeof uploadBody>> = {
  id: "uploadAttachment",
  method: "post",
  route: "/pages/{path}/attachments",
  summary: "Store a file of a page, or a new version of it",
  body: uploadBody,
  bringsFile: true,
  answers: { 201: uploaded },
  errors: [404, 409, 413, 422, 507],
  async handle({ visit, path, body }) {
    const wiki = forUploading(visit);
    demandRoom(wiki, body.content);
    const [stored] = await saveAttachments(wiki, {
      page: path,
      uploads: [{
        name: body.filename,
        bytes: await readBase64(body.content),
      }],
      replace: body.revision ? { base: body.revision } : {},
      ...messageOf(body.commit_message),
    });
    const { attachment, outcome } = stored!;
    return {
      status: 201,
      body: { ...showStored(attachment), created: outcome === "created" },
    };
  },
};

const readQuery = z.object({ revision: revision.optional() });

const content = z.object({
  filename: z.string(),
  content: z.string().describe("The bytes as base64"),
  size,
  mime_type: mimeType,
  revision: z.string(),
});

const read: Operation<z.infer<typeof readQuery>, undefined> = {
  id: "readAttachment",
  method: "get",
  route: "/pages/{path}/attachments/{file}",
  summary: "Read a file, as it is or as it was at a revision",
  query: readQuery,
  answers: { 200: content },
  errors: [404, 413, 422],
  async handle({ visit, params, query }) {
    const wiki = forReading(visit);
    const path = fileIn(wiki, params, {
      mayBeGone: query.revision !== undefined,
    });
    const file = query.revision === undefined
      ? readAttachment(wiki, path)
      : readAttachmentAt(wiki, path, query.revision);
    const filename = lastSegment(file.path);
    const bytes = await readBytes(wiki, file);
    return {
      status: 200,
      body: {
        filename,
        content: await writeBase64(bytes),
        size: bytes.length,
        mime_type: fileTypeOf(filename).type,
        revision: file.revision,
      },
    };
  },
};

const historyAnswer = z.object({
  filename: z.string(),
  path: z.string().describe("Path of the page"),
  history: z.array(change.extend({
    filename: z.string().describe("Its name at that commit"),
    kind: z.enum(["created", "changed", "deleted", "moved"]),
    size: size.nullable(),
  })),
});

const history: Operation<undefined, undefined> = {
  id: "attachmentHistory",
  method: "get",
  route: "/pages/{path}/attachments/{file}/history",
  summary: "The last 50 versions of a file, also of one that was deleted",
  answers: { 200: historyAnswer },
  errors: [404],
  handle({ visit, params }) {
    const wiki = forReading(visit);
    const path = fileIn(wiki, params, { mayBeGone: true });
    const shown = attachmentHistory(wiki, path).map((version) => ({
      ...showChange(version),
      filename: lastSegment(version.path),
      kind: version.kind,
      size: version.sizeBytes,
    }));
    const filename = lastSegment(path);
    const page = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    return { status: 200, body: { filename, path: page, history: shown } };
  },
};

const renameBody = z.object({
  new_filename: z.string().min(1),
  revision: base,
  commit_message: commitMessage,
});

const renamed = z.object({
  old_filename: z.string(),
  filename: z.string(),
  path: z.string().describe("Path of the page"),
  size,
  mime_type: mimeType,
  revision: z.string(),
  updated_pages: z.array(z.string()).describe("Pages whose links changed"),
});

const rename: Operation<undefined, z.infer<typeof renameBody>> = {
  id: "renameAttachment",
  method: "post",
  route: "/pages/{path}/attachments/{file}/rename",
  summary: "Rename a file, and rewrite every link to it",
  body: renameBody,
  answers: { 200: renamed },
  errors: [404, 409, 413, 422, 507],
  async handle({ visit, params, body }) {
    const wiki = forWriting(visit);
    const done = await renameAttachment(wiki, {
      path: fileIn(wiki, params),
      newName: body.new_filename,
      ...(body.revision && { base: body.revision }),
      ...messageOf(body.commit_message),
    });
    return {
      status: 200,
      body: {
        old_filename: lastSegment(done.from),
        ...showStored(done.attachment),
        updated_pages: done.updatedPages,
      },
    };
  },
};

const deleteBody = z.object({
  revision: base,
  commit_message: commitMessage,
}).optional();

const deleted = z.object({
  deleted: z.literal(true),
  filename: z.string(),
  revision: z.string().describe("The commit that deleted it"),
});

const remove: Operation<undefined, z.infer<typeof deleteBody>> = {
  id: "deleteAttachment",
  method: "delete",
  route: "/pages/{path}/attachments/{file}",
  summary: "Delete a file; its versions stay in the history",
  body: deleteBody,
  answers: { 200: deleted },
  errors: [404, 409, 422, 507],
  async handle({ visit, params, body }) {
    const wiki = forWriting(visit);
    const { path, revision } = await deleteAttachment(wiki, {
      path: fileIn(wiki, params, { mayBeGone: body?.revision !== undefined }),
      ...(body?.revision && { base: body.revision }),
      ...messageOf(body?.commit_message),
    });
    const filename = lastSegment(path);
    return { status: 200, body: { deleted: true, filename, revision } };
  },
};

/** The operations on files. */
export const ATTACHMENT_OPERATIONS = [
  list,
  upload,
  read,
  history,
  rename,
  remove,
] as const;

/** Larger files are fetched at their own address. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

async function readBytes(
  { repo, house }: ReadableWiki,
  { path, oid }: { readonly path: string; readonly oid: string },
): Promise<Uint8Array> {
  if (repo.blobSize(oid) > MAX_JSON_BYTES) {
    throw new AppError(
      "too_large",
      `Cannot send "${path}" in JSON: it is too large; fetch it at its address`,
    );
  }
  return await house.blobs.read(repo.dir, oid);
}

/** Before it is decoded: every four characters stand for three bytes. */
function demandRoom({ house, row }: ReadableWiki, content: string): void {
  const { attachmentBytes } = limitsOf(house.config, row);
  if (content.length <= 2 * attachmentBytes) return;
  throw new AppError(
    "too_large",
    `Cannot store this file: a file may have ${attachmentBytes} bytes`,
  );
}

/** The path of the file that an address names. @throws {AppError} `not_found`. */
function fileIn(
  wiki: ReadableWiki,
  { path = "", file = "" }: Readonly<Record<string, string>>,
  { mayBeGone = false }: { mayBeGone?: boolean } = {},
): string {
  const page = attachmentPage(wiki, path);
  const wanted = `${page}/${file}`;
  if (mayBeGone && !file.includes("/")) {
    return existing(wiki, wanted)?.path ?? wanted;
  }
  const found = file.includes("/") ? undefined : existing(wiki, wanted);
  if (found !== undefined) return found.path;
  throw new AppError("not_found", `Cannot find file "${file}" of "${page}"`, {
    details: { path: page },
  });
}

function existing(wiki: ReadableWiki, path: string): Attachment | undefined {
  try {
    return readAttachment(wiki, path);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") {
      return undefined;
    }
    throw error;
  }
}

function showStored({ name, page, sizeBytes, type, revision }: Attachment) {
  return {
    ...{ filename: name, path: page, size: sizeBytes },
    ...{ mime_type: type, revision },
  };
}
