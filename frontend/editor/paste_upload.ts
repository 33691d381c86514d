/// <reference lib="dom" />
/**
 * Files that are pasted or dropped into the text are sent to the page, and linked where they were put. While one is on its
 * way, a placeholder stands there that is no part of the text, so no draft and no save ever holds it.
 *
 * @module
 */
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { make } from "./elements.ts";
import type { NoticeBoard } from "./notices.ts";
import { type Attachment, named, uploadFile } from "./uploads.ts";

class Placeholder extends WidgetType {
  readonly element: HTMLElement;

  constructor(readonly id: number, readonly name: string) {
    super();
    this.element = make("span", { class: "cm-uploading" });
    this.tell(0);
  }

  tell(share: number): void {
    this.element.textContent = `Uploading ${this.name} … ${
      Math.round(share * 100)
    } %`;
  }

  override eq(other: Placeholder): boolean {
    return other.id === this.id;
  }

  override toDOM(): HTMLElement {
    return this.element;
  }
}

const begin = StateEffect.define<{ at: number; widget: Placeholder }>({
  map: ({ at, widget }, changes) => ({ at: changes.mapPos(at), widget }),
});
const finish = StateEffect.define<number>();

const placeholders = StateField.define({
  create: () => Decoration.none,
  update(set, { changes, effects }) {
    set = set.map(changes);
    for (const effect of effects) {
      if (effect.is(begin)) {
        const { at, widget } = effect.value;
        const place = Decoration.widget({ widget, side: 1 }).range(at);
        set = set.update({ add: [place] });
      } else if (effect.is(finish)) {
        set = set.update({
          filter: (_from, _to, { spec }) => spec.widget.id !== effect.value,
        });
      }
    }
    return set;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** What uploads need. */
export interface UploadParts {
  readonly page: string;
  readonly board: NoticeBoard;
  /** Told of each file that was stored. */
  readonly onStored: (attachment: Attachment) => void;
}

let lastId = 0;

/** Sends files and writes them into the text at `at`. */
export async function uploadInto(
  view: EditorView,
  files: readonly File[],
  { at, page, board, onStored }: UploadParts & { at: number },
): Promise<void> {
  await Promise.all(files.map(async (given) => {
    const file = named(given, new Date());
    const widget = new Placeholder(++lastId, file.name);
    view.dispatch({ effects: begin.of({ at, widget }) });
    try {
      const stored = await uploadFile(
        page,
        file,
        (share) => widget.tell(share),
      );
      onStored(stored);
      putIn(view, widget.id, stored.markdown);
    } catch (error) {
      view.dispatch({ effects: finish.of(widget.id) });
      board.show(`upload-${widget.id}`, {
        kind: "error",
        text: `“${file.name}” was not uploaded: ${
          error instanceof Error ? error.message : error
        }. Your text is untouched; try it again.`,
      });
    }
  }));
}

/** The placeholder's place, wherever it moved to meanwhile, gets the link. */
function putIn(view: EditorView, id: number, markdown: string): void {
  let at = view.state.selection.main.head;
  const places = view.state.field(placeholders).iter();
  for (; places.value; places.next()) {
    if (places.value.spec.widget.id === id) at = places.from;
  }
  view.dispatch({
    changes: { from: at, insert: markdown },
    effects: finish.of(id),
    userEvent: "input.paste",
  });
}

/** Takes pasted and dropped files. Text that is pasted along with a picture of itself stays text. */
export function pasteUploads(parts: UploadParts): Extension {
  const take = (
    event: Event,
    view: EditorView,
    { files, at }: { files: File[]; at: number },
  ): boolean => {
    if (files.length === 0 || view.state.readOnly) return false;
    event.preventDefault();
    void uploadInto(view, files, { ...parts, at });
    return true;
  };
  return [
    placeholders,
    EditorView.domEventHandlers({
      paste(event, view) {
        const data = event.clipboardData;
        if (!data || data.getData("text/plain") !== "") return false;
        const at = view.state.selection.main.head;
        return take(event, view, { files: [...data.files], at });
      },
      drop(event, view) {
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY }) ??
          view.state.selection.main.head;
        return take(event, view, {
          files: [...event.dataTransfer?.files ?? []],
          at,
        });
      },
    }),
  ];
}
