/// <reference lib="dom" />
/**
 * The editor's form as the server sent it: its fields, and what its data attributes say.
 *
 * @module
 */

/** Which half of `[[a|b]]` is the page. */
export type LinkStyle = "target_first" | "text_first";

/** The form and what the script needs to know of it. */
export interface EditorForm {
  readonly form: HTMLFormElement;
  readonly textarea: HTMLTextAreaElement;
  /** Holds the revision that the text began from; empty: the page is new. */
  readonly base: HTMLInputElement;
  /** `/Actors/Iran`, encoded: put it behind `/-/preview`. */
  readonly page: string;
  readonly readUrl: string;
  /** Id of the heading whose section alone is edited; empty: the whole page. */
  readonly section: string;
  readonly linkStyle: LinkStyle;
  readonly canUpload: boolean;
  /** DID of the writer; `null`: nobody is signed in. */
  readonly writer: string | null;
  readonly styleNonce: string;
  /** Whether the text that came differs from what is stored: a draft, or what was given back. */
  readonly cameUnsaved: boolean;
}

/** The editor's form of this page, or `undefined` where there is none. */
export function findForm(): EditorForm | undefined {
  const form = document.querySelector<HTMLFormElement>("form[data-editor]");
  const textarea = form?.querySelector<HTMLTextAreaElement>(
    "textarea[name=text]",
  );
  const base = form?.querySelector<HTMLInputElement>("input[name=base]");
  if (!form || !textarea || !base) return undefined;
  const { dataset } = form;
  return {
    ...{ form, textarea, base },
    page: dataset.page ?? "",
    readUrl: dataset.readUrl ?? "/",
    section:
      form.querySelector<HTMLInputElement>("input[name=section]")?.value ?? "",
    linkStyle: dataset.linkStyle === "text_first"
      ? "text_first"
      : "target_first",
    canUpload: dataset.canUpload !== undefined,
    writer: dataset.writer ?? null,
    styleNonce: dataset.styleNonce ?? "",
    cameUnsaved: dataset.editor === "unsaved",
  };
}

/** A text as the wiki is asked about it: with the section that it is, if it is one. */
export function textFields(
  { section }: EditorForm,
  { text, base }: { text: string; base: string },
): Record<string, string> {
  return { text, base, ...(section === "" ? {} : { section }) };
}

/** The form goes on to send the fields that it came with, and none of those that scripts put into it. */
export function keepFields({ form }: EditorForm): void {
  const names = new Set(
    [...form.elements].map((field) => field.getAttribute("name") ?? ""),
  );
  form.addEventListener("formdata", ({ formData }) => {
    for (const name of [...formData.keys()]) {
      if (!names.has(name)) formData.delete(name);
    }
  });
}
