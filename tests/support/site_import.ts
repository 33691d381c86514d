/** Importing as a person does on the platform's pages: upload, look at the plan, say yes. @module */
import assert from "node:assert/strict";
import { zipOf, type ZipPart } from "./hostile_zip.ts";
import type { Asking, WebWorld } from "./web_world.ts";

/** A file as a browser sends it. */
export function fileOf(bytes: Uint8Array, name = "notes.zip"): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], name);
}

/** A zip of texts by name. */
export function zipOfTexts(texts: Readonly<Record<string, string>>) {
  const parts = Object.entries(texts)
    .map(([name, content]): ZipPart => ({ name, content }));
  return zipOf(parts);
}

/** Uploads a file; the address of its own page, once it was checked. */
export async function uploadTo(
  web: WebWorld,
  file: File,
  { slug = "garden", ...asking }: Asking = {},
): Promise<string> {
  const answer = await web.upload(
    `/app/wiki/${slug}/import`,
    [["file", file]],
    { ...asking, slug: "" },
  );
  assert.equal(answer.status, 303, await answer.text());
  const url = answer.headers.get("location")!;
  assert.match(url, /^\/app\/wiki\/[a-z]+\/import\/[0-9a-f]{32}$/);
  await untilChecked(web, url, asking);
  return url;
}

/** Waits until the page of an upload shows no work under way. */
async function untilChecked(
  web: WebWorld,
  url: string,
  asking: Asking,
): Promise<void> {
  for (;;) {
    const answer = await web.get(url, { ...asking, slug: "" });
    await answer.body?.cancel();
    if (!answer.headers.has("refresh")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The words of a page of the platform, without tags. */
export async function wordsAt(
  web: WebWorld,
  url: string,
  asking: Asking = {},
): Promise<string> {
  const answer = await web.get(url, { ...asking, slug: "" });
  assert.equal(answer.status, 200);
  return words(await answer.text());
}

/** Text without tags. */
export function words(html: string): string {
  return html.replace(/^[\s\S]*<main/, "<main")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
}

/** Says yes to a plan; the words of the page that follows. */
export async function confirm(
  web: WebWorld,
  url: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await web.post(url, { do: "import", ...fields }, { slug: "" });
  assert.equal(answer.status, 303, await answer.text());
  assert.equal(answer.headers.get("location"), url);
  return await wordsAt(web, url);
}
