/**
 * Who wrote each line of a page, and how long ago: lines of one change stand together, with a bar whose strength tells their age.
 *
 * @module
 */
import { NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { BlameRun, Change } from "../../wiki/history.ts";
import { actionUrl, displayName } from "../../wiki/page_path.ts";
import {
  AgentBadge,
  authorOf,
  shortRevision,
  subjectOf,
} from "./change_line.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What blame shows. */
export interface BlameProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly path: string;
  readonly runs: readonly BlameRun[];
  /** The revision that is blamed; `null`: the page as it is. */
  readonly at: Change | null;
}

/** Most runs of lines that are drawn, each with its change. */
const MAX_RUNS = 2000;

/** Who wrote each line of a page. */
export function BlameView(props: BlameProps) {
  const { path, at } = props;
  const name = displayName(path);
  const runs = props.runs.slice(0, MAX_RUNS);
  const isCut = runs.length < props.runs.length;
  const ages = agesOf(runs);
  return (
    <WikiLayout {...props.layout} title={`Blame: ${name}`} width="wide">
      <div class="title-bar">
        <h1>Blame: {name}</h1>
        <p class="muted">Who wrote each line, and in which change.</p>
      </div>
      {at === null ? null : (
        <NoticeBox kind="info">
          <p>
            The page as of <TimeOf at={at.at} />, revision{" "}
            <span class="revision">{shortRevision(at.revision)}</span>.{" "}
            <a href={actionUrl("blame", path)}>Blame the current text</a>
          </p>
        </NoticeBox>
      )}
      {runs.length === 0 ? <p class="muted">The page is empty.</p> : null}
      <Legend ages={ages} />
      <ol class="blame">
        {runs.map((run) => (
          <li class={`heat-${ages.heatOf(run.change)}`}>
            <BlameWho run={run} path={path} />
            <pre class="plain">{blameText(run)}</pre>
          </li>
        ))}
      </ol>
      {isCut ? <p class="muted">The rest is too long to be shown.</p> : null}
    </WikiLayout>
  );
}

/** Strengths of the bar; the stylesheet has a class for each. */
const HEATS = 5;

/** How the changes of a page are spread over its strengths. */
interface Ages {
  /** 1 (oldest) to 5 (newest). */
  heatOf(change: Change): number;
  /** The days of each strength in use, newest first. */
  readonly legend: readonly { heat: number; from: string; to: string }[];
}

/** Spreads the changes evenly over the strengths, by their order in time; a single one is the newest. */
function agesOf(runs: readonly BlameRun[]): Ages {
  const changes = [
    ...new Map(runs.map(({ change }) => [change.revision, change])).values(),
  ].sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
  const heats = new Map<string, number>();
  const days = new Map<number, { from: string; to: string }>();
  changes.forEach(({ revision, at }, i) => {
    const heat = HEATS - Math.floor(
      (changes.length - 1 - i) * HEATS /
        Math.max(changes.length, HEATS),
    );
    heats.set(revision, heat);
    const day = at.slice(0, 10);
    days.set(heat, { from: days.get(heat)?.from ?? day, to: day });
  });
  return {
    heatOf: ({ revision }) => heats.get(revision) ?? HEATS,
    legend: [...days].map(([heat, span]) => ({ heat, ...span }))
      .sort((a, b) => b.heat - a.heat),
  };
}

/** What each strength stands for. */
function Legend(props: { ages: Ages }) {
  const { legend } = props.ages;
  if (legend.length < 2) return null;
  return (
    <ul class="heat-legend" aria-label="Age of the lines">
      {legend.map(({ heat, from, to }, i) => (
        <li class={`heat-${heat}`}>
          {from === to ? from : `${from} – ${to}`}
          {i === 0 ? " (newest)" : i === legend.length - 1 ? " (oldest)" : ""}
        </li>
      ))}
    </ul>
  );
}

/** An empty line keeps its height. */
function blameText(run: BlameRun): string {
  return run.lines.join("\n") + "\n";
}

/** The change that a run of lines comes from. */
function BlameWho(props: { run: BlameRun; path: string }) {
  const { change, firstLine, lines } = props.run;
  const last = firstLine + lines.length - 1;
  return (
    <div class="blame-who">
      <a href={`/-/commit/${change.revision}`}>{subjectOf(change)}</a>
      <br />
      <bdi>{authorOf(change)}</bdi> <AgentBadge change={change} />{" "}
      <TimeOf at={change.at} form="day" /> ·{" "}
      {firstLine === last ? `line ${firstLine}` : `lines ${firstLine}–${last}`}
      {" · "}
      <a href={actionUrl("diff", props.path, { to: change.revision })}>
        Changes
      </a>
    </div>
  );
}
