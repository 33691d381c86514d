/// <reference lib="dom" />
/**
 * The files of the page, below the text: look, insert as link, picture or thumbnail, upload more.
 *
 * @module
 */
import type { EditorView } from "@codemirror/view";
import { sizeText } from "../../src/wiki/size_text.ts";
import { make, makeButton } from "./elements.ts";
import { uploadInto, type UploadParts } from "./paste_upload.ts";
import type { Attachment } from "./uploads.ts";
import { writtenAs } from "./written_attachment.ts";

/** The panel; it asks for the list when it is first opened. */
export class AttachmentsPanel {
  readonly element = make("section", {
    class: "editor-attachments",
    "aria-labelledby": "attachments-title",
    hidden: true,
  });
  readonly #page: string;
  readonly #view: EditorView;
  readonly #list = make("ul");
  readonly #note = make("p", { class: "muted", role: "status" });
  #isLoaded = false;

  constructor(
    { page, view, upload }: {
      page: string;
      view: EditorView;
      /** Left out: the visitor may not upload. */
      upload?: UploadParts;
    },
  ) {
    this.#page = page;
    this.#view = view;
    this.element.append(
      make("h2", { id: "attachments-title" }, "Attachments of this page"),
      this.#list,
      this.#note,
    );
    if (upload) this.element.append(this.#uploadField(upload));
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Opens or closes it. */
  toggle(): void {
    this.element.hidden = !this.element.hidden;
    if (this.isOpen && !this.#isLoaded) void this.#load();
  }

  /** Shows a file that was just stored. */
  add(attachment: Attachment): void {
    for (const old of this.#list.querySelectorAll("li")) {
      if (old.dataset.name === attachment.name) old.remove();
    }
    this.#list.prepend(this.#row(attachment));
    this.#note.textContent = "";
  }

  async #load(): Promise<void> {
    this.#note.textContent = "Loading …";
    try {
      const response = await fetch(`/-/attachments${this.#page}`, {
        headers: { accept: "application/json" },
      });
      // A page that is not there yet has no files.
      const attachments = response.status === 404
        ? []
        : (await response.json() as { attachments: Attachment[] }).attachments;
      this.#isLoaded = true;
      this.#list.replaceChildren(...attachments.map((one) => this.#row(one)));
      this.#note.textContent = attachments.length === 0 ? "None yet." : "";
    } catch {
      this.#note.textContent =
        "The list could not be loaded. Close and open the panel to try again.";
    }
  }

  #row(attachment: Attachment): HTMLElement {
    const { name, url, sizeBytes, isImage, thumbnailUrl } = attachment;
    const insert = (text: string, form: Parameters<typeof writtenAs>[1]) =>
      makeButton(text, () => this.#insert(writtenAs(attachment, form)), {
        "aria-label": `Insert ${name} as ${text.toLowerCase()}`,
      });
    const row = make("li", { "data-name": name });
    if (thumbnailUrl !== null) {
      row.append(make("img", { src: thumbnailUrl, alt: "", loading: "lazy" }));
    }
    row.append(
      make(
        "span",
        { class: "attachment-name" },
        make("a", { href: url, target: "_blank", rel: "noopener" }, name),
        " ",
        make("span", { class: "muted" }, sizeText(sizeBytes)),
      ),
      insert("Link", "link"),
    );
    if (isImage) row.append(insert("Picture", "picture"));
    if (thumbnailUrl !== null) row.append(insert("Thumbnail", "thumbnail"));
    return row;
  }

  #insert(markdown: string): void {
    const view = this.#view;
    view.dispatch(view.state.replaceSelection(markdown), {
      scrollIntoView: true,
      userEvent: "input",
    });
    view.focus();
  }

  #uploadField(parts: UploadParts): HTMLElement {
    const input = make("input", {
      type: "file",
      multiple: true,
      id: "editor-upload",
      onchange: () => {
        const files = [...input.files ?? []];
        const at = this.#view.state.selection.main.head;
        void uploadInto(this.#view, files, { ...parts, at });
        input.value = "";
      },
    });
    return make(
      "p",
      {},
      make("label", { for: "editor-upload" }, "Upload files into the text: "),
      input,
    );
  }
}
