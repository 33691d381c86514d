/** The audit log as a list, with a filter and pages. @module */
import type { Child } from "hono/jsx";
import { TimeOf } from "../../http/views/form_parts.tsx";
import {
  AUDIT_EVENTS,
  type AuditEvent,
  COMMAND_LINE,
} from "../../wiki/audit.ts";
import type { AuditLine, AuditPage } from "../../wiki/audit_reading.ts";

/** What was asked for; a field that the reader does not have is left out. */
export interface AuditWish {
  readonly event: string;
  readonly person?: string;
  readonly wiki?: string;
}

/** Events that concern one wiki. */
const OF_WIKIS =
  /^(?:wiki|access|owner|preferences|handle|member|token|credential)_/;
/** Events that concern one person. */
const OF_PEOPLE = /^(?!audit_|key_|report_|credential_)/;

/** What the list shows. */
export interface AuditListProps {
  /** Path of this page. */
  readonly url: string;
  readonly page: AuditPage;
  readonly wish: AuditWish;
  /** Whether the list begins somewhere in the middle. */
  readonly isOlder: boolean;
  /** Whether names, of wikis too, lead to the operator's pages. */
  readonly hasLinks: boolean;
  /** Whether wikis are named, without a link. */
  readonly namesWikis?: boolean;
  /** Which events can be chosen; left out: all. */
  readonly about?: RegExp | undefined;
}

/** The body of `/app/wiki/{slug}/log`. */
export function WikiLogView(
  props: { slug: string; name: string; list: AuditListProps },
) {
  return (
    <>
      <p class="small">
        <a href={`/app/wiki/${props.slug}`}>{props.name}</a>
      </p>
      <h1>Log</h1>
      <p class="muted">
        Who did what to this wiki beside writing in it: members, access, tokens,
        settings, credentials that were refused. Entries are kept for 180 days;
        nobody can change them. Of other people's network addresses you see the
        beginning.
      </p>
      <AuditList {...props.list} about={OF_WIKIS} />
    </>
  );
}

/** The body of `/app/account/log`. */
export function OwnLogView(list: AuditListProps) {
  return (
    <>
      <p class="small">
        <a href="/app/account">Account</a>
      </p>
      <h1>What you did</h1>
      <p class="muted">
        Sign-ins, tokens, members and settings, by you and by others where it
        was about you. If there is something that you did not do, sign out
        everywhere on your account's page and revoke the token. Entries are kept
        for 180 days.
      </p>
      <AuditList {...list} about={OF_PEOPLE} />
    </>
  );
}

/** Filter, entries and the way to older ones. */
export function AuditList(props: AuditListProps) {
  const { url, page, wish, isOlder, about } = props;
  return (
    <>
      <AuditFilterForm url={url} wish={wish} about={about} />
      {page.lines.length === 0 ? <p class="muted">No entry fits.</p> : null}
      <ol class="changes audit-list">
        {page.lines.map((line) => <Entry line={line} {...props} />)}
      </ol>
      <nav class="pager" aria-label="Pages of the log">
        {isOlder ? <a href={address(url, wish, null)}>Newest</a> : null}
        {page.older === null
          ? null
          : <a href={address(url, wish, page.older)}>Older</a>}
      </nav>
    </>
  );
}

function Entry(
  { line, hasLinks, namesWikis }: AuditListProps & { line: AuditLine },
) {
  const { who, did, deed, whom, whomDid, slug, detail } = line;
  const isWikiGiven = slug !== null && hasLinks;
  return (
    <li>
      <div class="change-what">
        <Person name={who} did={hasLinks ? did : null} /> {deed}
        {whom === null ? null : (
          <>
            : <Person name={whom} did={hasLinks ? whomDid : null} />
          </>
        )}
        {detail === null ? null : (
          <>
            {" "}
            <span class="muted">({detail})</span>
          </>
        )}
      </div>
      <div class="change-who">
        <TimeOf at={line.at} />
        {slug !== null && namesWikis ? <span>{slug}</span> : null}
        {isWikiGiven
          ? (
            <a href={`/app/operator/audit?wiki=${encodeURIComponent(slug)}`}>
              {slug}
            </a>
          )
          : null}
        {line.address === null ? null : <span>from {line.address}</span>}
        <Credential line={line} />
      </div>
    </li>
  );
}

function Credential({ line: { credential } }: { line: AuditLine }) {
  if (credential === null) return null;
  return credential === COMMAND_LINE
    ? <span>on the command line</span>
    : <span>with {credential}</span>;
}

function Person({ name, did }: { name: string; did: string | null }): Child {
  if (did === null) return <strong>{name}</strong>;
  const url = `/app/operator/users/${encodeURIComponent(did)}`;
  return <a href={url}>{name}</a>;
}

function AuditFilterForm(
  { url, wish, about = /./ }: Pick<AuditListProps, "url" | "wish" | "about">,
) {
  const events = (Object.keys(AUDIT_EVENTS) as AuditEvent[])
    .filter((event) => about.test(event));
  return (
    <form class="operator-search" action={url} method="get" role="search">
      {wish.person === undefined ? null : (
        <SearchField
          name="person"
          label="Person (handle or DID)"
          value={wish.person}
        />
      )}
      {wish.wiki === undefined
        ? null
        : <SearchField name="wiki" label="Wiki" value={wish.wiki} />}
      <div class="filter-field">
        <label for="filter-event">What</label>
        <select id="filter-event" name="event">
          <option value="">Everything</option>
          {events.map((event) => (
            <option value={event} selected={event === wish.event}>
              {AUDIT_EVENTS[event]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">Filter</button>
    </form>
  );
}

/** One line of a form that searches. */
export function SearchField(
  { name, label, value }: { name: string; label: string; value: string },
) {
  const id = `filter-${name}`;
  return (
    <div class="filter-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="search"
        value={value}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </div>
  );
}

/** The same list, from another entry on. */
function address(url: string, wish: AuditWish, before: number | null): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wish)) {
    if (value) query.set(name, value);
  }
  if (before !== null) query.set("before", String(before));
  const text = String(query);
  return text === "" ? url : `${url}?${text}`;
}
