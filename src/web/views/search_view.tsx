/**
 * The search form and what was found.
 *
 * @module
 */
import { NoticeBox } from "../../http/views/form_parts.tsx";
import { actionUrl, displayPath, pageUrl } from "../../wiki/page_path.ts";
import type {
  PatternHit,
  PatternLimit,
  PatternResult,
} from "../../wiki/pattern_search.ts";
import type { Hit, SearchResult, SnippetPart } from "../../wiki/search.ts";
import type { SearchFilter } from "../../wiki/search_filters.ts";
import { countOf, createUrl } from "./index_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What is asked. */
export interface SearchQuestion {
  readonly query: string;
  readonly isRegexp: boolean;
  readonly isCaseSensitive: boolean;
  readonly offset: number;
}

/** What was found; `nextOffset`: where the rest begins, or `null`. */
export type SearchAnswer =
  | {
    readonly kind: "ranked";
    readonly result: SearchResult;
    readonly nextOffset: number | null;
  }
  | {
    readonly kind: "exact";
    readonly result: PatternResult;
    readonly shown: readonly PatternHit[];
    readonly nextOffset: number | null;
  };

/** What the search page shows. */
export interface SearchProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly question: SearchQuestion;
  /** `null`: nothing was asked, or it could not be answered. */
  readonly answer: SearchAnswer | null;
  /** Why it could not be answered. */
  readonly problem: string | null;
  /** Page that has exactly this name. */
  readonly exactUrl: string | null;
  readonly canWrite: boolean;
}

/** The search page. */
export function SearchView(props: SearchProps) {
  const { question, answer, problem } = props;
  const { query } = question;
  const title = query === "" ? "Search" : `Search: ${query}`;
  const isNone = answer !== null && totalOf(answer) === 0;
  const hasFilters = answer?.kind === "ranked" &&
    answer.result.filters.length > 0;
  return (
    <WikiLayout {...props.layout} title={title} query={query}>
      <div class="title-bar">
        <h1>{title}</h1>
      </div>
      <SearchForm question={question} isHelpOpen={query === ""} />
      {problem === null ? null : (
        <NoticeBox kind="error">
          <p>{problem}</p>
        </NoticeBox>
      )}
      {answer === null ? null : <Summary answer={answer} />}
      {props.exactUrl === null ? null : (
        <p>
          There is a page with this name: <a href={props.exactUrl}>{query}</a>
        </p>
      )}
      {answer?.kind === "ranked" ? <Hits hits={answer.result.hits} /> : null}
      {answer?.kind === "exact" ? <ExactHits hits={answer.shown} /> : null}
      {isNone && props.canWrite && !hasFilters && !question.isRegexp
        ? (
          <p>
            <a href={createUrl(query)}>Create a page with this name</a>
          </p>
        )
        : null}
      {answer === null || answer.nextOffset === null
        ? null
        : (
          <nav class="pager" aria-label="More results">
            <a href={urlOf(question, answer.nextOffset)} rel="next">
              More results
            </a>
          </nav>
        )}
    </WikiLayout>
  );
}

function totalOf({ kind, result }: SearchAnswer): number {
  return kind === "ranked" ? result.total : result.hits.length;
}

function urlOf(question: SearchQuestion, offset: number): string {
  const query = new URLSearchParams({ q: question.query });
  if (question.isRegexp) query.set("is_regexp", "y");
  if (question.isCaseSensitive) query.set("is_casesensitive", "y");
  query.set("offset", String(offset));
  return `/-/search?${query}`;
}

/** The form with its two modes and the filters explained. */
function SearchForm(
  props: { question: SearchQuestion; isHelpOpen: boolean },
) {
  const { query, isRegexp, isCaseSensitive } = props.question;
  return (
    <form class="search-page" method="get" action="/-/search">
      <div class="search-form">
        <input
          type="search"
          name="q"
          value={query}
          aria-label="Search for"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <button type="submit" class="button-primary">Search</button>
      </div>
      <div class="search-modes">
        <label>
          <input
            type="checkbox"
            name="is_regexp"
            value="y"
            checked={isRegexp}
          />{" "}
          Regular expression
        </label>
        <label>
          <input
            type="checkbox"
            name="is_casesensitive"
            value="y"
            checked={isCaseSensitive}
          />{" "}
          Match case
        </label>
      </div>
      <details open={props.isHelpOpen}>
        <summary>How to search</summary>
        <Help />
      </details>
    </form>
  );
}

/** What a query may hold, each with an example. */
const HELP: readonly (readonly [example: string, words: string])[] = [
  ['"river bank"', "words that stand together"],
  ["begin*", "words that begin so"],
  ["tag:fish", "pages with this tag; category: likewise"],
  ["in:Animals/", "pages in this folder"],
  ["by:alice", "last changed by this person or agent"],
  ["changed:2026-11", "last changed in this month, year or on this day"],
  ["changed:<7d", "in the last seven days; h, d, w, m and y are units"],
  ["changed:>=2026-01-01", "since this day; > after, < before, <= up to it"],
];

/** What a query may hold. */
function Help() {
  return (
    <>
      <p>
        Pages that hold all words are found, the best first. Filters narrow the
        search, or list pages where they stand alone; a value with spaces stands
        in quotes: <code>tag:"river bank"</code>.
      </p>
      <dl class="search-help">
        {HELP.map(([example, words]) => (
          <>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{words}</dd>
          </>
        ))}
      </dl>
      <p>
        With one of the two boxes ticked the text is looked for as it is
        written, line by line and without filters.
      </p>
    </>
  );
}

/** How many pages were found, and for what. */
function Summary(props: { answer: SearchAnswer }) {
  const { answer } = props;
  if (answer.kind === "exact") {
    const { stoppedBy } = answer.result;
    return (
      <>
        <p class="muted" role="status">
          {totalOf(answer) === 0 ? "No page found" : countOf(totalOf(answer))}
        </p>
        {stoppedBy === null ? null : (
          <NoticeBox kind="warning">
            <p>{STOPPED[stoppedBy]}</p>
          </NoticeBox>
        )}
      </>
    );
  }
  const { total, corrected, catchingUp, filters } = answer.result;
  return (
    <p class="muted" role="status">
      {total === 0 && filters.length === 0 ? "No page found" : countOf(total)}
      {filters.length === 0 ? "" : ` ${filters.map(wordsOf).join(", ")}`}
      {corrected === null ? "" : ` for “${corrected}” instead`}
      {catchingUp > 0
        ? `; ${catchingUp} changed pages are still being read in`
        : ""}
    </p>
  );
}

const STOPPED: Readonly<Record<PatternLimit, string>> = {
  time:
    "This took too long and was stopped: not all pages were looked through. A simpler expression may find more.",
  size: "There is more text than is looked through: not all pages were.",
  many: "More pages fit than are listed.",
  memory:
    "This needed too much memory and was stopped: not all pages were looked through.",
};

/** A filter as part of a sentence that begins "12 pages". */
function wordsOf(filter: SearchFilter): string {
  switch (filter.kind) {
    case "tag":
      return `with tag “${filter.value}”`;
    case "category":
      return `of category “${filter.value}”`;
    case "in":
      return `in folder “${displayPath(filter.value)}”`;
    case "by":
      return `last changed by “${filter.value}”`;
    case "changed":
      return `last changed ${spanWords(filter)}`;
  }
}

function spanWords(
  { from, to }: { from: number | null; to: number | null },
): string {
  const first = from === null ? "" : timeOf(from);
  const last = to === null ? "" : timeOf(to);
  if (from === null) return `up to ${last}`;
  if (to === null) return `since ${first}`;
  return first.slice(0, 10) === last.slice(0, 10)
    ? `on ${first.slice(0, 10)}`
    : `from ${first.slice(0, 10)} to ${last.slice(0, 10)}`;
}

/** A day where it begins or ends there, else a minute. */
function timeOf(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  const isBorder = /T(?:00:00:00|23:59:59)/.test(text);
  return isBorder
    ? text.slice(0, 10)
    : `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

/** The pages found, best first. */
function Hits(props: { hits: readonly Hit[] }) {
  return (
    <ol class="hits">
      {props.hits.map((hit) => (
        <li>
          <h2>
            <a href={pageUrl(hit.path)}>{hit.title}</a>
          </h2>
          <div class="hit-path">
            {displayPath(hit.path)}
            {hit.heading === null ? "" : ` › ${hit.heading}`}
          </div>
          <p>
            <Parts parts={hit.snippet} />
          </p>
        </li>
      ))}
    </ol>
  );
}

/** The pages found by an exact search, with the lines that fit. */
function ExactHits(props: { hits: readonly PatternHit[] }) {
  return (
    <ol class="hits">
      {props.hits.map(({ path, name, count, lines }) => (
        <li>
          <h2>
            <a href={pageUrl(path)}>
              <Parts parts={name} />
            </a>
          </h2>
          <div class="hit-path">
            {count === 0
              ? "in its name"
              : count === 1
              ? "1 match"
              : `${count} matches`}
          </div>
          {lines.map(({ number, parts }) => (
            <p class="hit-line">
              <a href={`${actionUrl("source", path)}#L${number}`}>
                {String(number)}
              </a>
              <span>
                <Parts parts={parts} />
              </span>
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
}

/** A text with its matches marked. */
function Parts(props: { parts: readonly SnippetPart[] }) {
  return (
    <>
      {props.parts.map(({ text, match }) =>
        match ? <mark>{text}</mark> : <>{text}</>
      )}
    </>
  );
}
