/**
 * The conflict page: the editor's form, with the places that both sides changed before it, side by side. Each is a group of radio
 * buttons, so it needs no script; a button puts the chosen pieces together, and the editor shows what comes of it.
 *
 * @module
 */
import { sanitised } from "../../http/views/document.tsx";
import { escapeText } from "../../http/views/escape_html.ts";
import { NoticeBox, TextArea } from "../../http/views/form_parts.tsx";
import type { LineDiff } from "../../git/line_diff.ts";
import type { Change } from "../../wiki/history.ts";
import type { DisputedPiece, MergePiece } from "../../wiki/merge.ts";
import { actionUrl, displayPath } from "../../wiki/page_path.ts";
import type { EditorSettings } from "../editor_settings.ts";
import { authorOf, ChangeWho } from "./change_line.tsx";
import { DiffTable } from "./diff_table.tsx";
import { type Draft, EditForm } from "./editor_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What can be chosen for a place. */
export const CHOICES = ["both", "mine", "theirs"] as const;

/** One of them. */
export type Choice = typeof CHOICES[number];

/** Most places with a choice each: a form has at most 100 fields. */
export const MAX_PLACES = 80;

/** Characters of one text that are shown; the whole is in the form. */
const MAX_SHOWN = 20_000;

/** A longer current text is not repeated below the form. */
const MAX_CURRENT = 200_000;

/** A place that both sides changed, and where it stands in the current text. */
export interface Place {
  readonly piece: DisputedPiece;
  /** 1-based. */
  readonly line: number;
}

/** The places of a merge, in order. */
export function placesOf(pieces: readonly MergePiece[]): Place[] {
  const places: Place[] = [];
  let line = 1;
  for (const piece of pieces) {
    if (piece.kind === "disputed") places.push({ piece, line });
    line += linesIn(piece.kind === "disputed" ? piece.theirs : piece.text);
  }
  return places;
}

/** What the conflict page shows. */
export interface ConflictProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly settings: EditorSettings;
  /** The writer's text; its base is what a save will begin from. */
  readonly draft: Draft;
  /** Revision that the writer began from; empty: the page was new. */
  readonly began: string;
  readonly readUrl: string;
  /** What happened, in a sentence. */
  readonly sentence: string;
  /** Above the text. */
  readonly label: string;
  /** The merge, where there is something to choose. */
  readonly pieces: readonly MergePiece[] | undefined;
  /** The current text, or `null` where there is none to show. */
  readonly theirs: string | null;
  readonly theirChange: Change | undefined;
  /** Base → theirs; `null`: nothing to compare, `undefined`: too different. */
  readonly theirDiff: LineDiff | null | undefined;
  /** Theirs → yours. */
  readonly yourDiff: LineDiff | null | undefined;
  /** Where the text can be saved as a new page. */
  readonly anewUrl?: string;
}

/** A complete document; give it to `documentHtml`. */
export function ConflictView(props: ConflictProps) {
  const { draft, began, theirs, theirDiff, yourDiff, anewUrl } = props;
  const name = displayPath(draft.path);
  const places = placesOf(props.pieces ?? []);
  const who = props.theirChange ? authorOf(props.theirChange) : "theirs";
  return (
    <WikiLayout
      {...props.layout}
      title={`Conflict: ${name}`}
      scripts={["editor.js"]}
      width="wide"
    >
      <div class="title-bar">
        <h1>Conflict: {name}</h1>
      </div>
      <NoticeBox kind="error">
        <h2>Nothing was saved, and nothing you typed is lost</h2>
        <p>{props.sentence}</p>
        {props.theirChange ? <ChangeWho change={props.theirChange} /> : null}
      </NoticeBox>
      <EditForm
        draft={draft}
        settings={props.settings}
        readUrl={props.readUrl}
        isUnsaved
        label={props.label}
        hidden={{ began, places: String(places.length) }}
        buttons={anewUrl && (
          <button type="submit" name="action" value="anew" formaction={anewUrl}>
            Save as a new page under the old name
          </button>
        )}
      >
        <Places places={places} who={who} />
      </EditForm>
      {theirDiff === null
        ? null
        : <Compared title="What changed since you began" diff={theirDiff} />}
      {yourDiff === null ? null : (
        <Compared
          title="How your text differs from the current one"
          diff={yourDiff}
        />
      )}
      {theirs === null ? null : <CurrentText text={theirs} path={draft.path} />}
    </WikiLayout>
  );
}

/** All places, and the button that puts the choices together. */
function Places(props: { places: readonly Place[]; who: string }) {
  const { places, who } = props;
  if (places.length === 0) return null;
  return (
    <section class="places" aria-labelledby="places-title">
      <h2 id="places-title">
        {places.length === 1
          ? <>One place was changed by both</>
          : <>{String(places.length)} places were changed by both</>}
      </h2>
      {places.map((place, number) => (
        <PlaceChoice
          {...{ place, number, who }}
        />
      ))}
      <p>
        Whatever only one side changed is in the result already.
      </p>
      <p class="actions">
        <button
          type="submit"
          name="action"
          value="resolve"
          class="button-primary"
          formnovalidate
        >
          Put together
        </button>
        <span class="muted">or write it yourself below</span>
      </p>
    </section>
  );
}

/** One place: both texts, and the choice. */
function PlaceChoice(
  { place, number, who }: { place: Place; number: number; who: string },
) {
  const { piece, line } = place;
  const labels: Readonly<Record<Choice, string>> = {
    both: "Keep both",
    mine: "Keep yours",
    theirs: "Keep the other",
  };
  return (
    <fieldset class="place">
      <legend>Line {String(line)}</legend>
      <div class="place-sides">
        <Side title={`Stored, by ${who}`} text={piece.theirs} kind="theirs" />
        <Side title="Yours" text={piece.ours} kind="mine" />
      </div>
      {piece.base === "" ? null : (
        <details>
          <summary>As it was before</summary>
          <Text text={piece.base} label="As it was before" />
        </details>
      )}
      <div class="place-choice">
        {CHOICES.map((choice) => (
          <label>
            <input
              type="radio"
              name={`place-${number}`}
              value={choice}
              checked={choice === "both"}
            />{" "}
            {labels[choice]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Side(
  { title, text, kind }: {
    title: string;
    text: string;
    kind: "mine" | "theirs";
  },
) {
  return (
    <div class={`place-side place-${kind}`}>
      <p class="place-title">{title}</p>
      {text === ""
        ? <p class="muted">These lines are taken out.</p>
        : <Text text={text} label={title} />}
    </div>
  );
}

/** Lines as they were typed; a box that scrolls, also by keyboard. */
function Text({ text, label }: { text: string; label: string }) {
  const isCut = text.length > MAX_SHOWN;
  const shown = isCut
    ? `${text.slice(0, MAX_SHOWN).toWellFormed()}… (cut)`
    : text;
  const html = sanitised(escapeText(`\n${shown}`));
  return <pre tabindex={0} role="group" aria-label={label}>{html}</pre>;
}

/** Two texts, compared. */
function Compared(props: { title: string; diff: LineDiff | undefined }) {
  return (
    <section>
      <h2>{props.title}</h2>
      <DiffTable diff={props.diff} label={props.title} />
    </section>
  );
}

/** The text that is stored now, to copy from. */
function CurrentText(props: { text: string; path: string }) {
  if (props.text.length > MAX_CURRENT) {
    return (
      <p>
        The current text is long:{" "}
        <a href={actionUrl("source", props.path)} target="_blank">
          read its source (opens a new tab)
        </a>
      </p>
    );
  }
  return (
    <section>
      <h2>The current text</h2>
      <TextArea
        name="theirs"
        id="current-text"
        label="As it is stored now"
        text={props.text}
        rows={14}
        isReadonly
      />
    </section>
  );
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    lines++;
  }
  return lines;
}
