/// <reference lib="dom" />
/**
 * Sending files to a page, with progress.
 *
 * @module
 */

/** A file of the page, as the wiki lists it. */
export interface Attachment {
  readonly name: string;
  readonly path: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly isImage: boolean;
  readonly thumbnailUrl: string | null;
  /** As it is written in the page: `![plan](./plan.png)`. */
  readonly markdown: string;
}

/** Sends a file; `onProgress` is told a share from 0 to 1. Rejects with an error that says why. */
export function uploadFile(
  page: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<Attachment> {
  const { promise, resolve, reject } = Promise.withResolvers<Attachment>();
  const request = new XMLHttpRequest(); // `fetch` tells no progress of what it sends
  request.open("POST", `/-/attachments${page}`);
  request.setRequestHeader("accept", "application/json");
  request.responseType = "text";
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    if (total > 0) onProgress(loaded / total);
  });
  request.addEventListener("error", () => reject(new Error("no connection")));
  request.addEventListener("load", () => {
    const { status, responseText } = request;
    const stored = status < 300 ? storedIn(responseText) : undefined;
    if (stored) resolve(stored);
    else reject(new Error(reasonIn(status, responseText)));
  });
  const form = new FormData();
  form.append("file", file);
  request.send(form);
  return promise;
}

function storedIn(text: string): Attachment | undefined {
  const { attachments } = parsed(text) as { attachments?: Attachment[] };
  return attachments?.[0];
}

function reasonIn(status: number, text: string): string {
  const { error } = parsed(text) as { error?: string | { message?: string } };
  const told = typeof error === "string" ? error : error?.message;
  if (told) return told;
  if (status === 401) return "you are not signed in any more";
  return status === 413
    ? "the file is too large"
    : `the wiki answered ${status}`;
}

function parsed(text: string): object {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {}; // a page, not JSON
  }
}

/** The name of a pasted picture says when it was pasted: browsers call all of them `image.png`. */
export function named(file: File, now: Date): File {
  if (!/^image\.(png|jpe?g|gif|webp)$/i.test(file.name)) return file;
  const extension = file.name.slice(file.name.lastIndexOf("."));
  const at = now.toISOString().slice(0, 19).replace("T", "-").replaceAll(
    ":",
    "",
  );
  return new File([file], `pasted-${at}${extension}`, { type: file.type });
}
