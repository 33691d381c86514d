/// <reference lib="dom" />
/**
 * The text field of the editor: CodeMirror over the form's textarea, which always holds the same text, so that nothing is
 * lost where the script dies.
 *
 * @module
 */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  deleteMarkupBackward,
  insertNewlineContinueMarkupCommand,
  markdownLanguage,
} from "@codemirror/lang-markdown";
import {
  highlightSelectionMatches,
  search,
  searchKeymap,
} from "@codemirror/search";
import {
  EditorState,
  type Extension,
  Prec,
  type StateEffect,
} from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { changesOf } from "../../src/wiki/merge.ts";
import { baseField, baseOf } from "./base_field.ts";
import type { EditorForm } from "./form_facts.ts";
import { look } from "./look.ts";
import { writingDirection } from "./writing_direction.ts";

/** A longer text, in UTF-16 units, is not highlighted. */
const MAX_HIGHLIGHTED = 150_000;
/** A longer text is copied to the textarea with a delay. */
const MAX_COPIED_AT_ONCE = 50_000;
/** A longer line would be parsed in one piece. */
const LONG_LINE = 20_000;
const COPY_DELAY_MS = 500;

/** The text field, and the textarea behind it. */
export interface TextView {
  readonly view: EditorView;
  text(): string;
  base(): string;
  /** Writes text and base into the form at once, as before a save. */
  copy(): void;
  /** Replaces the text by small changes: the cursor stays, and it can be undone. */
  replace(text: string, effects?: readonly StateEffect<unknown>[]): void;
}

/** Puts the text field in the textarea's place. */
export function openTextView(
  form: EditorForm,
  extensions: Extension,
): TextView {
  const { textarea, base } = form;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  let copied = textarea.value;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const copy = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isForeign()) adopt();
    copied = view.state.doc.toString();
    textarea.value = copied;
    base.value = baseOf(view.state);
  };
  // An extension of the browser, say, may have written into the textarea: that is the newer text.
  const isForeign = () => textarea.value !== copied;
  const adopt = () => {
    copied = textarea.value;
    replaceText(view, copied, []);
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: copied,
      // A new page begins with its title: one writes on behind it.
      selection: { anchor: base.value === "" ? copied.length : 0 },
      extensions: [
        extensions,
        ownExtensions(form, label?.textContent?.trim() ?? "Text"),
        EditorView.updateListener.of(({ docChanged, state, transactions }) => {
          if (transactions.some(({ effects }) => effects.length > 0)) {
            base.value = baseOf(state);
          }
          if (!docChanged) return;
          if (state.doc.length <= MAX_COPIED_AT_ONCE) copy();
          else timer ??= setTimeout(copy, COPY_DELAY_MS);
        }),
      ],
    }),
  });
  textarea.before(view.dom);
  textarea.hidden = true;
  label?.addEventListener("click", () => view.focus());
  textarea.addEventListener("input", () => isForeign() && adopt());
  return {
    view,
    copy,
    text: () => view.state.doc.toString(),
    base: () => baseOf(view.state),
    replace: (text, effects = []) => replaceText(view, text, effects),
  };
}

function ownExtensions(form: EditorForm, label: string): Extension {
  const { textarea, base, styleNonce } = form;
  return [
    EditorView.cspNonce.of(styleNonce),
    look,
    baseField(base.value),
    history(),
    search({ top: true }),
    isHeavy(textarea.value)
      ? []
      : [markdownLanguage, highlightSelectionMatches()],
    writingDirection,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      "aria-label": label,
      spellcheck: "true",
      autocorrect: "on",
      autocapitalize: "sentences",
      tabindex: "0",
    }),
    Prec.high(keymap.of([
      { key: "Enter", run: continueMarkup },
      { key: "Backspace", run: deleteMarkupBackward },
    ])),
    EditorState.phrases.of(SEARCH_WORDS),
    // Tab is not taken: it leads out of the field.
    keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}

/** What the panel for finding says, in the words of the wiki's own search. */
const SEARCH_WORDS = {
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Regular expression",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
};

/** Enter within a list begins the next item; in an empty item it ends the list, however few items there are. */
const continueMarkup = insertNewlineContinueMarkupCommand({
  nonTightLists: false,
});

/** Whether highlighting would make typing slow. */
function isHeavy(text: string): boolean {
  if (text.length > MAX_HIGHLIGHTED) return true;
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length - start > LONG_LINE;
    if (end - start > LONG_LINE) return true;
    start = end + 1;
  }
  return false;
}

function replaceText(
  view: EditorView,
  text: string,
  effects: readonly StateEffect<unknown>[],
): void {
  const old = view.state.doc.toString();
  const hunks = old === text ? [] : changesOf(old, text) ??
    [{ start: 0, end: old.length, text }];
  view.dispatch({
    changes: hunks.map(({ start, end, text }) => ({
      from: start,
      to: end,
      insert: text,
    })),
    effects: [...effects],
    userEvent: "input.replace",
  });
}
