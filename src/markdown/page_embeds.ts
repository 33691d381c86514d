/** Things shown within a page: `![[Page]]` and `![[Page#Heading]]` on a line of their own, `![[picture.png|300]]` anywhere. @module */
import type { MarkedExtension } from "marked";
import type { Draft } from "./draft.ts";
import { WIKI_LINK } from "./inline_links.ts";
import {
  isMediaName,
  lineEnd,
  mediaStyle,
  mediaTarget,
  pageEmbed,
} from "./own_blocks.ts";
import { escapeHtml } from "./plain_text.ts";
import { parseWikiLink } from "./wiki_links.ts";

/** Reads them. */
export function pageEmbeds(draft: Draft): MarkedExtension {
  return {
    extensions: [{
      name: "page_embed",
      level: "block",
      tokenizer(source) {
        if (!/^ {0,3}!\[\[/.test(source)) return undefined;
        const end = lineEnd(source, 0);
        const inside = pageEmbed(source.slice(0, end).trimStart());
        const link = inside && parseWikiLink(inside, draft.style);
        if (!link || link.target === "") return undefined;
        const raw = source.slice(0, Math.min(end + 1, source.length));
        return { type: "page_embed", raw, ...link };
      },
      renderer(token) {
        return pageHole(draft, {
          target: String(token["target"]),
          fragment: String(token["fragment"]),
        });
      },
    }, {
      name: "media_embed",
      level: "inline",
      tokenizer(source) {
        if (!source.startsWith("![[")) return undefined;
        WIKI_LINK.lastIndex = 1;
        const match = WIKI_LINK.exec(source);
        if (match === null || !isMediaName(match[1]!)) return undefined;
        if (/^[([]/.test(source.slice(1 + match[0].length))) return undefined;
        const style = mediaStyle(match[1]!, draft.style);
        const link = parseWikiLink(match[1]!, style);
        if (!link || link.target === "") return undefined;
        const target = mediaTarget(match[1]!, link.target);
        Object.assign(this.lexer.state, { linkEmitted: true });
        return { type: "media_embed", raw: `!${match[0]}`, ...link, target };
      },
      renderer(token) {
        const { target, text } = token as unknown as Record<string, string>;
        return mediaHtml(draft, target!, text!);
      },
    }],
  };
}

/** Where another page, or a section of it, is put in. */
export function pageHole(
  draft: Draft,
  page: {
    target: string;
    fragment: string;
    showsHeading?: boolean;
    showsChildren?: boolean;
  },
): string {
  const { showsHeading = true, showsChildren = true, ...place } = page;
  const hole = { kind: "page", ...place, showsHeading, showsChildren } as const;
  return `<div class="embedded-page">${draft.addContent(hole)}</div>\n`;
}

/** The element that shows a file; the shown text is its width, or its description. */
function mediaHtml(draft: Draft, target: string, text: string): string {
  const [path, query] = cutQuery(target);
  const size = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(text);
  const isNamed = size !== null ||
    text.replace(/^\.\//, "") === target.replace(/^\.\//, "");
  const alt = isNamed ? path.replace(/^.*\//, "") : text;
  const address = draft.addSlot({
    kind: "hole",
    hole: {
      ...{ kind: "embed", target: path, fragment: "", isWikiLink: true },
      ...(query !== "" && { query }),
    },
  });
  const sizes = (size?.[1] ? ` width="${size[1]}"` : "") +
    (size?.[2] ? ` height="${size[2]}"` : "");
  if (/\.(?:mp4|webm|ogv|mov)$/i.test(path)) {
    return `<video src="${address}"${sizes}></video>`;
  }
  if (/\.(?:mp3|m4a|og[ga]|wav|flac|opus)$/i.test(path)) {
    return `<audio src="${address}"></audio>`;
  }
  return `<img src="${address}" alt="${escapeHtml(alt)}"${sizes}>`;
}

function cutQuery(target: string): [path: string, query: string] {
  const mark = target.indexOf("?");
  return mark < 0
    ? [target, ""]
    : [target.slice(0, mark), target.slice(mark + 1)];
}
