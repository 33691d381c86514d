/** The embedding Video: files of the wiki or of the web, or one video of YouTube, which sets no cookies before it plays. @module */
import { type Embedding, EmbeddingError } from "./embedding.ts";
import { classes, isOn, widthClass } from "./embedding_options.ts";
import { readDestination } from "./link_destination.ts";
import { escapeHtml } from "./plain_text.ts";

const MAX_SOURCES = 10;
const TYPES: Readonly<Record<string, string>> = {
  mp4: "video/mp4",
  ogg: "video/ogg",
  ogv: "video/ogg",
  webm: "video/webm",
};

/** A player with its controls. It starts when the reader wants it, whatever `autoplay` says. */
export function videoPlayer({ draft, options, lines }: Embedding): string {
  const sources = [options.get("src") ?? "", ...lines]
    .map((line) => line.trim()).filter((line) => line !== "");
  if (sources.length === 0) throw new EmbeddingError("no video is named");
  if (sources.length > MAX_SOURCES) throw new EmbeddingError("too many videos");
  const width = widthClass(options, "100%");
  const loops = isOn(options, "loop", { otherwise: true });
  const isMuted = isOn(options, "muted", { otherwise: false });
  const ids = sources.map(youtubeId);
  if (ids.some((id) => id !== undefined)) {
    if (sources.length > 1) {
      throw new EmbeddingError("a video of YouTube stands alone");
    }
    const frame = youtubeFrame(ids[0]!, { loops, isMuted });
    return `<div class="${classes("video-frame", width)}">${
      draft.addHtml(frame)
    }</div>\n`;
  }
  const switches = (loops ? " loop" : "") + (isMuted ? " muted" : "");
  return `<video class="${classes(width)}" controls${switches}>${
    sources.map(sourceElement).join("")
  }</video>\n`;
}

function sourceElement(source: string): string {
  const place = readDestination(source);
  const isFile = place.kind === "inside" ||
    (place.kind === "outside" && /^https?:/i.test(place.url));
  if (!isFile) throw new EmbeddingError(`"${source}" is not a video`);
  const path = source.replace(/[?#].*$/, "");
  const type = TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()];
  return `<source src="${escapeHtml(source)}"${
    type === undefined ? "" : ` type="${type}"`
  }>`;
}

const YOUTUBE_HOSTS = /^(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com$/;

/** The id of a video of YouTube, from any of its addresses. */
function youtubeId(source: string): string | undefined {
  if (!/^https?:\/\//i.test(source)) return undefined;
  const url = URL.parse(source);
  if (url === null) return undefined;
  const [, first = "", second = ""] = url.pathname.split("/");
  const id = url.hostname === "youtu.be"
    ? first
    : !YOUTUBE_HOSTS.test(url.hostname)
    ? undefined
    : /^(?:embed|e|v|shorts|live)$/.test(first)
    ? second
    : url.searchParams.get("v") ?? "";
  if (id === undefined) return undefined;
  if (!/^[\w-]{11}$/.test(id)) {
    throw new EmbeddingError(`"${source}" names no video`);
  }
  return id;
}

function youtubeFrame(
  id: string,
  { loops, isMuted }: { loops: boolean; isMuted: boolean },
): string {
  const query = [
    ...(loops ? ["loop=1", `playlist=${id}`] : []), // one video loops as a list of itself
    ...(isMuted ? ["mute=1"] : []),
  ].join("&amp;");
  return `<iframe src="https://www.youtube-nocookie.com/embed/${id}${
    query === "" ? "" : `?${query}`
  }" title="Video of YouTube" loading="lazy" allowfullscreen referrerpolicy="strict-origin-when-cross-origin"></iframe>`;
}
