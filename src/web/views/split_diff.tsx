/**
 * A diff with the text before on the left and the text after on the right; on a narrow screen the stylesheet puts the two below
 * each other, and unchanged lines once.
 *
 * What was removed is `del`, what was added is `ins`, so that nothing depends on colour. Rows are joined as text: as components,
 * thousands of them would take long.
 *
 * @module
 */
import {
  type DiffHunk,
  type DiffLine,
  type LineDiff,
  runLength,
} from "../../git/line_diff.ts";
import { sanitised } from "../../http/views/document.tsx";
import { escapeText } from "../../http/views/escape_html.ts";
import {
  DiffCounts,
  MAX_LINE_LENGTH,
  NoTable,
  shownText,
} from "./diff_table.tsx";

/** Most rows of one diff that are drawn; the rest is left to `git diff`. */
const MAX_ROWS = 2_500;
/** Characters of one diff that are drawn, on both sides together. */
const MAX_CHARACTERS = 150_000;

/** A diff; `undefined`: the texts are too different to be compared in time. */
export function SplitDiff(
  props: { diff: LineDiff | undefined; label: string },
) {
  const { diff } = props;
  if (diff === undefined || diff.hunks.length === 0) {
    return <NoTable diff={diff} />;
  }
  const { hunks, isCut } = beginningOf(diff.hunks);
  return (
    <>
      <DiffCounts diff={diff} />
      <table class="diff diff-split" aria-label={props.label}>
        <colgroup>
          <col class="diff-number" />
          <col />
          <col class="diff-number" />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">Line before</span>
            </th>
            <th scope="col">Before</th>
            <th scope="col">
              <span class="visually-hidden">Line after</span>
            </th>
            <th scope="col">After</th>
          </tr>
        </thead>
        {hunks.map(({ newStart, rows }) => (
          <tbody>
            <tr class="diff-gap">
              <th colspan={4} scope="rowgroup">Line {String(newStart)}</th>
            </tr>
            {sanitised(rows.map(rowHtml).join(""))}
          </tbody>
        ))}
      </table>
      {isCut
        ? <p class="muted">The rest of this diff is too long to be shown.</p>
        : null}
    </>
  );
}

/** What stands side by side; `null`: nothing on that side. */
interface Row {
  readonly old: DiffLine | null;
  readonly now: DiffLine | null;
}

/** As much of a diff as is drawn. */
function beginningOf(hunks: readonly DiffHunk[]) {
  let rowsLeft = MAX_ROWS;
  let charactersLeft = MAX_CHARACTERS;
  const hasRoomFor = ({ old, now }: Row) => {
    rowsLeft--;
    charactersLeft -= drawnLength(old) + drawnLength(now);
    return rowsLeft >= 0 && charactersLeft >= 0;
  };
  const drawn: { newStart: number; rows: readonly Row[] }[] = [];
  for (const hunk of hunks) {
    const rows = rowsOf(hunk);
    const end = rows.findIndex((row) => !hasRoomFor(row));
    if (end !== 0) {
      drawn.push({
        newStart: hunk.newStart,
        rows: end < 0 ? rows : rows.slice(0, end),
      });
    }
    if (end >= 0) return { hunks: drawn, isCut: true };
  }
  return { hunks: drawn, isCut: false };
}

function drawnLength(line: DiffLine | null): number {
  return line === null ? 0 : Math.min(line.text.length, MAX_LINE_LENGTH);
}

/** Pairs the removed lines of a change with its added ones, in order, as the words were compared. */
function rowsOf({ lines }: DiffHunk): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < lines.length;) {
    const removed = runLength(lines, at, "removed");
    const added = runLength(lines, at + removed, "added");
    for (let i = 0; i < Math.max(removed, added); i++) {
      rows.push({
        old: i < removed ? lines[at + i]! : null,
        now: i < added ? lines[at + removed + i]! : null,
      });
    }
    at += removed + added;
    const same = lines[at];
    if (removed + added === 0 && same) {
      rows.push({ old: same, now: same });
      at++;
    }
  }
  return rows;
}

function rowHtml({ old, now }: Row): string {
  const isSame = old !== null && old === now;
  const cells = cellsHtml(old, "del") + cellsHtml(now, "ins");
  return `<tr${isSame ? ' class="diff-same"' : ""}>${cells}</tr>`;
}

/** Number and text of one side. */
function cellsHtml(line: DiffLine | null, tag: "del" | "ins"): string {
  if (line === null) {
    return '<td class="diff-number diff-none"></td><td class="diff-none"></td>';
  }
  const number = tag === "del" ? line.oldLine : line.newLine;
  const kind = line.kind === "same" ? "" : ` diff-${line.kind}`;
  return `<td class="diff-number${kind}">${number}</td>` +
    `<td class="diff-text${kind}">${lineHtml(line, tag)}</td>`;
}

/** A line with the words that changed marked, or all of it where it has no partner. */
function lineHtml({ kind, words, text }: DiffLine, tag: "del" | "ins"): string {
  if (kind === "same") return escapeText(shownText(text));
  if (words === null) {
    return `<${tag} class="diff-line">${escapeText(shownText(text))}</${tag}>`;
  }
  return words.map((part) =>
    part.changed
      ? `<${tag}>${escapeText(part.text)}</${tag}>`
      : escapeText(part.text)
  ).join("");
}
