/**
 * A unified diff with the changed words marked.
 *
 * Signs and numbers have cells of their own, so that copying takes the text alone, and the sign tells
 * what the colour tells.
 *
 * @module
 */
import type { DiffLine, LineDiff, WordPart } from "../../git/line_diff.ts";

/** Most lines of one diff that are drawn; the rest is left to `git diff`. */
const MAX_LINES = 4000;
/** Characters of one line that are drawn. */
export const MAX_LINE_LENGTH = 4000;
/** Characters of one diff that are drawn. */
const MAX_CHARACTERS = 200_000;

/** A diff; `undefined`: the texts are too different to be compared in time. */
export function DiffTable(
  props: { diff: LineDiff | undefined; label: string },
) {
  const { diff } = props;
  if (diff === undefined || diff.hunks.length === 0) {
    return <NoTable diff={diff} />;
  }
  const { hunks, isCut } = beginningOf(diff);
  return (
    <>
      <DiffCounts diff={diff} />
      <table class="diff" aria-label={props.label}>
        <colgroup>
          <col class="diff-number diff-old" />
          <col class="diff-number" />
          <col class="diff-sign" />
          <col />
        </colgroup>
        {hunks.map(({ newStart, lines }) => (
          <tbody>
            <tr class="diff-gap">
              <th colspan={4} scope="rowgroup">Line {String(newStart)}</th>
            </tr>
            {lines.map((line) => <Line line={line} />)}
          </tbody>
        ))}
      </table>
      {isCut
        ? <p class="muted">The rest of this diff is too long to be shown.</p>
        : null}
    </>
  );
}

/** What is said where there is no table to draw. */
export function NoTable(props: { diff: LineDiff | undefined }) {
  return (
    <p class="muted">
      {props.diff === undefined
        ? "The two texts are too different to be compared here."
        : "No difference."}
    </p>
  );
}

/** How many lines a diff adds and removes. */
export function DiffCounts(props: { diff: LineDiff }) {
  const { added, removed } = props.diff;
  return (
    <p class="diff-counts muted">
      {String(added)} {added === 1 ? "line" : "lines"} added, {String(removed)}
      {" "}
      removed
    </p>
  );
}

/** As much of a diff as is drawn. */
function beginningOf(diff: LineDiff) {
  let isCut = false;
  let linesLeft = MAX_LINES;
  let charactersLeft = MAX_CHARACTERS;
  const hasRoomFor = ({ text }: DiffLine) => {
    linesLeft--;
    charactersLeft -= Math.min(text.length, MAX_LINE_LENGTH);
    return linesLeft >= 0 && charactersLeft >= 0;
  };
  const hunks = diff.hunks.flatMap((hunk) => {
    const end = isCut ? 0 : hunk.lines.findIndex((line) => !hasRoomFor(line));
    if (end < 0) return [hunk];
    isCut = true;
    return end === 0 ? [] : [{ ...hunk, lines: hunk.lines.slice(0, end) }];
  });
  return { hunks, isCut };
}

/** A text, of which a line that is too long shows its beginning. */
export function shownText(text: string): string {
  return text.length <= MAX_LINE_LENGTH
    ? text
    : `${text.slice(0, MAX_LINE_LENGTH).toWellFormed()}… (${
      text.length - MAX_LINE_LENGTH
    } more characters)`;
}

/** One line. */
function Line(props: { line: DiffLine }) {
  const { kind, oldLine, newLine, words, text } = props.line;
  const sign = kind === "added" ? "+" : kind === "removed" ? "−" : "";
  return (
    <tr class={`diff-${kind}`}>
      <td class="diff-number diff-old">{oldLine}</td>
      <td class="diff-number">{newLine}</td>
      <td class="diff-sign">{sign}</td>
      <td class="diff-text">
        {words === null || kind === "same"
          ? <WholeLine kind={kind} text={shownText(text)} />
          : words.map((part) => <Word part={part} kind={kind} />)}
      </td>
    </tr>
  );
}

/** A line that was not looked into: what it is is told by more than its colour. */
function WholeLine(props: { kind: DiffLine["kind"]; text: string }) {
  const { kind, text } = props;
  if (kind === "same") return <>{text}</>;
  return kind === "added"
    ? <ins class="diff-line">{text}</ins>
    : <del class="diff-line">{text}</del>;
}

/** A piece of a changed line. */
function Word(props: { part: WordPart; kind: "added" | "removed" }) {
  const { part, kind } = props;
  if (!part.changed) return <>{part.text}</>;
  return kind === "added" ? <ins>{part.text}</ins> : <del>{part.text}</del>;
}
