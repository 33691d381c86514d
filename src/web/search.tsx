/**
 * The search page: ranked full text with filters, or the exact text or a regular expression in all lines.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { lookUp } from "../wiki/look_up.ts";
import { searchPattern } from "../wiki/pattern_search.ts";
import { searchPages } from "../wiki/search.ts";
import {
  offsetOf,
  pathOf,
  type Screen,
  show,
  type WebContext,
} from "./screen.ts";
import {
  type SearchAnswer,
  type SearchQuestion,
  SearchView,
} from "./views/search_view.tsx";

/** Results of one part of a full-text search. */
const SEARCH_LENGTH = 20;
/** Pages of an exact search that are shown. */
const EXACT_LENGTH = 100;

/** The search page, also at the address that the service before this one had. */
export function addSearchRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/search", async (c) => {
    const wiki = forReading(c.var.visit);
    const question = readQuestion(c);
    // Ages count from now, and a search that was stopped may find more next time.
    const isLasting = !question.isRegexp && !question.isCaseSensitive &&
      !/\bchanged:/i.test(question.query);
    const unchanged = isLasting ? notModified(c, wiki) : undefined;
    return unchanged ?? await showSearch(screen, c, { wiki, question });
  });

  app.get("/-/search/*", (c) => {
    const query = new URLSearchParams({ q: pathOf(c) ?? "" });
    return c.redirect(`/-/search?${query}`, 301);
  });
}

function readQuestion(c: WebContext): SearchQuestion {
  const isOn = (name: string) => Boolean(c.req.query(name));
  return {
    query: (c.req.query("q") ?? "").trim(),
    isRegexp: isOn("is_regexp"),
    isCaseSensitive: isOn("is_casesensitive"),
    offset: offsetOf(c),
  };
}

async function showSearch(
  screen: Screen,
  c: WebContext,
  { wiki, question }: { wiki: ReadableWiki; question: SearchQuestion },
): Promise<Response> {
  const { query } = question;
  const { answer, problem } = await ask(wiki, question);
  const exact = query === "" ? undefined : lookUp(wiki, query);
  const view = SearchView({
    layout: screen.layout(c, wiki),
    question,
    answer,
    problem: problem?.message ?? null,
    exactUrl: exact?.kind === "page"
      ? screen.addressOf(wiki, exact.path)
      : null,
    canWrite: wiki.rights.write,
  });
  const retryAfter = problem?.details.retryAfterSeconds;
  if (retryAfter !== undefined) c.header("Retry-After", String(retryAfter));
  return await show(c, view, problem === null ? 200 : STATUS[problem.code]);
}

/** The answer, or why there is none; neither where nothing was asked. */
async function ask(
  wiki: ReadableWiki,
  question: SearchQuestion,
): Promise<{ answer: SearchAnswer | null; problem: AppError | null }> {
  const { query, isRegexp, isCaseSensitive, offset } = question;
  if (query === "") return { answer: null, problem: null };
  try {
    if (!isRegexp && !isCaseSensitive) {
      const slice = { limit: SEARCH_LENGTH, offset };
      const result = searchPages(wiki, query, slice);
      const next = offset + result.hits.length;
      const hasMore = result.hits.length > 0 && next < result.total;
      const nextOffset = hasMore ? next : null;
      return { answer: { kind: "ranked", result, nextOffset }, problem: null };
    }
    const result = await searchPattern(wiki, query, {
      isRegexp,
      isCaseSensitive,
    });
    const shown = result.hits.slice(offset, offset + EXACT_LENGTH);
    const next = offset + shown.length;
    const nextOffset = next < result.hits.length ? next : null;
    return {
      answer: { kind: "exact", result, shown, nextOffset },
      problem: null,
    };
  } catch (error) {
    const isTold = error instanceof AppError &&
      (error.code === "invalid" || error.code === "rate_limited");
    if (!isTold) throw error;
    return { answer: null, problem: error };
  }
}
