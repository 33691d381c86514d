/** The operator's lists of people and wikis. @module */
import { TimeOf } from "../../http/views/form_parts.tsx";
import { counted } from "../../wiki/counted.ts";
import type {
  ListedUser,
  ListedWiki,
  ListPage,
} from "../../wiki/operator_lists.ts";
import { personName } from "../../wiki/person_name.ts";
import { sizeText } from "../../wiki/size_text.ts";
import { SearchField } from "./audit_view.tsx";
import { levelsOf, OperatorFrame, userUrl } from "./operator_parts.tsx";

/** The body of `/app/operator/users`. */
export function OperatorUsersView(
  { list, text }: { list: ListPage<ListedUser>; text: string },
) {
  const url = "/app/operator/users";
  return (
    <OperatorFrame page="People">
      <SearchForm
        {...{ url, text, label: "Handle, name or DID" }}
      />
      <ol class="changes">
        {list.rows.map((user) => (
          <li>
            <div class="change-what">
              <a href={userUrl(user.did)}>{personName(user)}</a> {user.name}
              {" "}
              <Marks user={user} />
            </div>
            <div class="change-who">
              <span>{counted(user.wikis, "wiki")}</span>
              <span>{counted(user.sessions, "session")}</span>
              <LastSignin at={user.lastSigninAt} />
            </div>
          </li>
        ))}
      </ol>
      <PagesOf {...{ list, url, text }} />
    </OperatorFrame>
  );
}

/** The body of `/app/operator/wikis`. */
export function OperatorWikisView(
  { list, text }: { list: ListPage<ListedWiki>; text: string },
) {
  const url = "/app/operator/wikis";
  return (
    <OperatorFrame page="Wikis">
      <SearchForm {...{ url, text, label: "Slug, name, or who owns it" }} />
      <ol class="changes">
        {list.rows.map((wiki) => (
          <li>
            <div class="change-what">
              <a href={`${url}/${wiki.slug}`}>{wiki.slug}</a> {wiki.name}{" "}
              {wiki.suspended === null
                ? null
                : <span class="badge">suspended</span>}
            </div>
            <div class="change-who">
              <a href={userUrl(wiki.ownerDid)}>{wiki.owner}</a>
              <span>{sizesOf(wiki)}</span>
              <span>{levelsOf(wiki)}</span>
              <LastChange wiki={wiki} />
            </div>
          </li>
        ))}
      </ol>
      <PagesOf {...{ list, url, text }} />
    </OperatorFrame>
  );
}

function Marks({ user }: { user: ListedUser }) {
  return (
    <>
      {user.isOperator ? <span class="badge">operator</span> : null}
      {user.suspended === null ? null : <span class="badge">suspended</span>}
    </>
  );
}

function SearchForm(
  { url, text, label }: { url: string; text: string; label: string },
) {
  return (
    <form class="operator-search" action={url} method="get" role="search">
      <SearchField name="q" label={label} value={text} />
      <button type="submit">Search</button>
    </form>
  );
}

function PagesOf(
  { list, url, text }: { list: ListPage<unknown>; url: string; text: string },
) {
  const { page, pages, total } = list;
  const at = (number: number) =>
    `${url}?${new URLSearchParams({ q: text, page: String(number) })}`;
  return (
    <nav class="pager" aria-label="Pages of the list">
      <span class="muted">
        {String(total)} in all, page {String(page)} of {String(pages)}
      </span>
      {page > 1 ? <a href={at(page - 1)}>Previous</a> : null}
      {page < pages ? <a href={at(page + 1)}>Next</a> : null}
    </nav>
  );
}

function LastSignin({ at }: { at: string | null }) {
  return at === null ? <span>never signed in</span> : (
    <span>
      signed in <TimeOf at={at} form="day" />
    </span>
  );
}

function LastChange({ wiki }: { wiki: ListedWiki }) {
  const at = wiki.glance?.changedAt ?? null;
  return at === null ? null : (
    <span>
      changed <TimeOf at={at} form="day" />
    </span>
  );
}

function sizesOf({ glance }: ListedWiki): string {
  if (glance === null) return "size unknown";
  const { pages, contentBytes } = glance;
  return `${counted(pages, "page")}, ${sizeText(contentBytes)}`;
}
