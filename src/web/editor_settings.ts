/**
 * What the editor's script is told through its form, and the policy that lets the script style its text.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { pagePolicy } from "../http/security_headers.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import {
  linkStyleOf,
  preferenceOf,
  type PreferenceValue,
} from "../wiki/preferences.ts";
import type { WebContext } from "./screen.ts";

/** The data attributes of the editor's form. */
export interface EditorSettings {
  /** Named by the answer's policy too: the script writes a style sheet of its own. */
  readonly styleNonce: string;
  readonly linkStyle: LinkStyle;
  readonly canUpload: boolean;
  /** DID of the writer; `null`: nobody is signed in, so drafts stay in the browser. */
  readonly writer: string | null;
  /** Whether the form asks what was changed: the preference `COMMIT_MESSAGE`. */
  readonly message: PreferenceValue<"COMMIT_MESSAGE">;
}

/**
 * Settings for one answer, whose policy it sets. `wiki` is `null` for a writer who may not read it any more: the form is
 * given back without anything of the wiki.
 */
export function editorSettings(
  c: WebContext,
  wiki: ReadableWiki | null,
): EditorSettings {
  const styleNonce = randomBytes(16).toString("base64url");
  const policy = pagePolicy(c.var.house.config, { styleNonce });
  c.header("Content-Security-Policy", policy);
  const { caller } = c.var.visit;
  return {
    styleNonce,
    linkStyle: wiki === null ? "target_first" : linkStyleOf(wiki.preferences),
    canUpload: wiki?.rights.upload ?? false,
    writer: caller.kind === "anonymous" ? null : caller.did,
    message: wiki === null
      ? "OPTIONAL"
      : preferenceOf(wiki.preferences, "COMMIT_MESSAGE"),
  };
}
