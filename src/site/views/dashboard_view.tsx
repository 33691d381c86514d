/** The dashboard's list: the wikis of a person, and those that are shared with them. @module */
import type { Role } from "../../db/platform/members.ts";
import { NoticeBox } from "../../http/views/form_parts.tsx";

/** A wiki in the list. */
export interface ListedWiki {
  readonly slug: string;
  readonly name: string;
  /** `https://garden.robot.wtf`. */
  readonly url: string;
  readonly role: Role;
  /** Who may read it, in a word. */
  readonly audience: string;
  /** Why nobody may use it now, or `null`. */
  readonly suspended: string | null;
}

/** What each role is called where one sees one's own. */
export const OWN_ROLE: Readonly<Record<Role, string>> = {
  owner: "You own it",
  admin: "You are an admin",
  editor: "You are an editor",
  viewer: "You are a viewer",
};

/** The body of `/app/`. */
export function DashboardView(
  props: {
    own: readonly ListedWiki[];
    shared: readonly ListedWiki[];
    /** Why no other wiki can be created, or `null`. */
    whyNoMore: string | null;
  },
) {
  const { own, shared, whyNoMore } = props;
  return (
    <>
      <h1>Dashboard</h1>
      <section aria-labelledby="own">
        <h2 id="own">Your wikis</h2>
        {own.length === 0
          ? <p>You have no wiki yet.</p>
          : <WikiList wikis={own} />}
        {whyNoMore === null
          ? (
            <p>
              <a class="button button-primary" href="/app/create">
                Create a wiki
              </a>
            </p>
          )
          : <p class="muted">{whyNoMore}.</p>}
      </section>
      <section aria-labelledby="shared">
        <h2 id="shared">Shared with you</h2>
        {shared.length === 0
          ? (
            <p class="muted">
              None. Who owns a wiki can invite you by your handle; it is listed
              here then.
            </p>
          )
          : <WikiList wikis={shared} />}
      </section>
    </>
  );
}

function WikiList({ wikis }: { wikis: readonly ListedWiki[] }) {
  return (
    <ul class="wiki-list">
      {wikis.map((wiki) => (
        <li>
          <h3>
            <a href={`/app/wiki/${wiki.slug}`}>{wiki.name}</a>
          </h3>
          <p class="muted small">
            {OWN_ROLE[wiki.role]} · {wiki.audience} ·{" "}
            <a href={`${wiki.url}/`}>{wiki.url.replace(/^https?:\/\//, "")}</a>
          </p>
          {wiki.suspended === null ? null : (
            <NoticeBox kind="warning">
              <p>
                Suspended by who runs this service:{" "}
                {wiki.suspended}. Nobody can open it until that is lifted;
                nothing in it is lost.
              </p>
            </NoticeBox>
          )}
        </li>
      ))}
    </ul>
  );
}
