/// <reference lib="dom" />
/**
 * The editor's script: makes the plain form comfortable. Without it, everything but the comfort works the same.
 *
 * @module
 */
import { autocompletion } from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { AttachmentsPanel } from "./attachments_panel.ts";
import { setBase } from "./base_field.ts";
import { commandKeys } from "./commands.ts";
import { differenceOf } from "./difference.ts";
import { DraftKeeper } from "./drafts.ts";
import { make, makeButton } from "./elements.ts";
import { type EditorForm, findForm, keepFields } from "./form_facts.ts";
import { mergeNow } from "./merging.ts";
import { NoticeBoard, StatusLine } from "./notices.ts";
import { pasteUploads, type UploadParts } from "./paste_upload.ts";
import { PageWatch } from "./live_changes.ts";
import { PreviewPane } from "./preview_pane.ts";
import { PreviewSwitch } from "./preview_switch.ts";
import { Saver } from "./saving.ts";
import { openTextView, type TextView } from "./text_view.ts";
import { makeToolbar, toolButton } from "./toolbar.ts";
import { completeWikiLinks } from "./wikilink_completion.ts";

/** Puts the parts together. */
function start(editor: EditorForm): void {
  keepFields(editor);
  const board = new NoticeBoard();
  const status = new StatusLine();
  const upload: UploadParts = {
    ...{ page: editor.page, board },
    onStored: (attachment) => attachments.add(attachment),
  };
  const onUpdate = EditorView.updateListener.of((update) => {
    if (update.docChanged) {
      drafts.changed();
      preview.changed();
      watch.update();
    }
    if (update.selectionSet) preview.follow();
  });
  const field = openTextView(editor, [
    Prec.highest(keymap.of(commandKeys())),
    autocompletion({
      override: [completeWikiLinks(editor.linkStyle)],
      icons: false,
    }),
    editor.canUpload ? pasteUploads(upload) : [],
    onUpdate,
  ]);
  const preview = new PreviewPane(editor, field);
  const attachments = new AttachmentsPanel({
    ...{ page: editor.page, view: field.view },
    ...(editor.canUpload ? { upload } : {}),
  });
  const drafts = new DraftKeeper({ form: editor, field, status });
  const merge = async () => {
    const end = await mergeNow(editor, field);
    tellMerge(board, end);
    watch.update();
  };
  const watch = new PageWatch({
    ...{ form: editor, board, merge: () => void merge() },
    base: () => field.base(),
  });
  const saver = new Saver({
    ...{ editor, field, drafts, board },
    onMerge: () => watch.update(),
  });
  const toggle = new PreviewSwitch(editor, field, preview);
  layOut({ editor, field, preview, attachments, board, status });
  const isAsked = offerDraft({ field, drafts, board });
  // On a phone this would call the keyboard up over the page.
  if (!isAsked && matchMedia("(hover: hover)").matches) field.view.focus();
  bindWindowKeys({ save: () => saver.request(), preview: () => toggle.flip() });
}

/** Where everything stands: notices, toolbar, text and preview, files, states. */
function layOut(
  { editor, field, preview, attachments, board, status }: {
    editor: EditorForm;
    field: TextView;
    preview: PreviewPane;
    attachments: AttachmentsPanel;
    board: NoticeBoard;
    status: StatusLine;
  },
): void {
  const files = toolButton({ name: "Attachments", icon: "attach" }, () => {
    attachments.toggle();
    files.setAttribute("aria-pressed", String(attachments.isOpen));
  });
  files.setAttribute("aria-pressed", "false");
  const { dom } = field.view;
  const desk = make("div", { class: "editor-desk" });
  dom.before(desk);
  desk.append(dom, preview.element);
  desk.before(makeToolbar(field.view, [files]));
  desk.after(attachments.element, status.element);
  editor.form.prepend(board.element);
}

function tellMerge(
  board: NoticeBoard,
  end: Awaited<ReturnType<typeof mergeNow>>,
): void {
  if (end.kind === "given up") return;
  if (end.kind !== "failed") {
    const authors = end.kind === "merged" ? end.authors.join(", ") : "";
    return board.show("merge", {
      kind: "success",
      text: `${
        authors ? `The changes of ${authors} are` : "Both texts are"
      } in your text now. Nothing is saved yet.`,
    });
  }
  const { answer } = end;
  const reason = answer.kind === "refused" ? answer.error : "no connection";
  board.show("merge", {
    kind: "error",
    text: `Not merged: ${reason}. Your text is as it was.`,
  });
}

/** An unsaved text of an earlier visit: go on with it, or drop it. Answers whether there is one. */
function offerDraft(
  { field, drafts, board }: {
    field: TextView;
    drafts: DraftKeeper;
    board: NoticeBoard;
  },
): boolean {
  const draft = drafts.waiting();
  if (draft === undefined) return false;
  void drafts.stop();
  const decide = (act: () => void) => () => {
    act();
    board.clear("draft");
    drafts.resume();
    field.view.focus();
  };
  board.show("draft", {
    kind: "info",
    text: `You left unsaved text here on ${
      new Date(draft.savedAt).toLocaleString()
    }. It is kept in this browser.`,
    more: differenceOf(field.text(), draft.text),
    actions: [
      makeButton(
        "Continue with it",
        decide(() => field.replace(draft.text, [setBase.of(draft.base)])),
        { class: "button-primary" },
      ),
      makeButton("Discard it", decide(() => drafts.forgetLocal())),
    ],
  });
  return true;
}

/** Ctrl+S and Ctrl+P, wherever the focus is. */
function bindWindowKeys(run: { save: () => void; preview: () => void }): void {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) {
      return;
    }
    const act = { s: run.save, p: run.preview }[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

const editor = findForm();
if (editor) start(editor);
