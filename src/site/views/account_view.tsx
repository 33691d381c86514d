/** One's account: who, where signed in, taking everything along, leaving. @module */
import type { User } from "../../db/platform/users.ts";
import { Field, TimeOf } from "../../http/views/form_parts.tsx";
import { counted } from "../../wiki/counted.ts";

/** A session as its owner sees it. */
export interface ShownSession {
  readonly id: string;
  /** `Firefox on Linux`. */
  readonly browser: string;
  readonly address: string | null;
  readonly since: string;
  readonly lastUsed: string;
  /** Whether this very page is asked for with it. */
  readonly isThis: boolean;
}

/** What the page shows. */
export interface AccountProps {
  readonly user: User;
  /** Handle or DID. */
  readonly name: string;
  readonly hasPicture: boolean;
  readonly sessions: readonly ShownSession[];
  readonly wikis: readonly {
    readonly slug: string;
    readonly name: string;
    readonly url: string;
  }[];
  /** In how many wikis of others the person is a member. */
  readonly memberships: number;
  /** What is typed to delete the account. */
  readonly confirmation: string;
  readonly problem: string | null;
  readonly typed: string;
}

/** The body of `/app/account`. */
export function AccountView(props: AccountProps) {
  return (
    <>
      <h1>Account</h1>
      <Who {...props} />
      <SessionList sessions={props.sessions} />
      <section aria-labelledby="export">
        <h2 id="export">Take everything with you</h2>
        <p>
          All your wikis with their whole history, as one zip: a git bundle of
          each, which <code>git clone</code>{" "}
          opens, and what is stored about you.
        </p>
        <p>
          <a class="button" href="/app/account/export">Download everything</a>
        </p>
      </section>
      <Leaving {...props} />
    </>
  );
}

function Who({ user, name, hasPicture }: AccountProps) {
  const picture = `/avatar/${encodeURIComponent(user.did)}`;
  return (
    <div class="who">
      {hasPicture
        ? <img class="avatar" src={picture} alt="" width="64" height="64" />
        : null}
      <dl class="facts">
        <dt>Signed in as</dt>
        <dd>{name}</dd>
        <dt>Name</dt>
        <dd dir="auto">{user.name}</dd>
        <dt>User name</dt>
        <dd>
          {user.username ?? <a href="/app/welcome">choose one</a>}
        </dd>
        <dt>DID</dt>
        <dd>
          <code>{user.did}</code>
        </dd>
        <dt>Here since</dt>
        <dd>
          <TimeOf at={user.createdAt} form="day" />
        </dd>
      </dl>
    </div>
  );
}

function SessionList({ sessions }: { sessions: readonly ShownSession[] }) {
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <p>
        A session ends by itself when it was not used for a day.
      </p>
      <ul class="members">
        {sessions.map((session) => <SessionLine session={session} />)}
      </ul>
      <form method="post" action="/app/account/sessions">
        <input type="hidden" name="session" value="all" />
        <div class="actions">
          <button type="submit">Sign out everywhere</button>
          <span class="muted small">also here</span>
        </div>
      </form>
      <p>
        <a href="/app/account/log">What you did</a>, and from where.
      </p>
    </section>
  );
}

function SessionLine({ session }: { session: ShownSession }) {
  const { id, browser, address, since, lastUsed, isThis } = session;
  return (
    <li>
      <div class="member-name">
        <strong>{browser}</strong>
        {isThis ? <span class="badge">this one</span> : null}
      </div>
      <p class="muted member-since">
        {address === null ? "from an unknown address" : `from ${address}`},
        since <TimeOf at={since} />, last used <TimeOf at={lastUsed} />
      </p>
      <div class="member-deeds">
        <form method="post" action="/app/account/sessions">
          <input type="hidden" name="session" value={id} />
          <button type="submit">
            Sign out
            <span class="visually-hidden">
              {isThis ? "here" : `of ${browser}, since ${since.slice(0, 16)}`}
            </span>
          </button>
        </form>
      </div>
    </li>
  );
}

function Leaving(props: AccountProps) {
  const { confirmation, user, problem } = props;
  const what = user.username === null ? "handle or DID" : "user name";
  return (
    <section aria-labelledby="delete">
      <h2 id="delete">Delete your account</h2>
      <WhatGoes {...props} />
      <WhatStays />
      <form method="post" action="/app/account/delete" class="settings">
        <Field
          name="confirm"
          label={`To confirm, type your ${what}: ${confirmation}`}
          value={props.typed}
          error={problem ?? undefined}
          autofocus={problem !== null}
          maxLength={300}
          required
          isExact
        />
        <div class="actions">
          <button type="submit" class="button-danger">
            Delete my account
          </button>
        </div>
      </form>
    </section>
  );
}

function WhatGoes({ wikis, memberships }: AccountProps) {
  const elsewhere = counted(memberships, "wiki");
  return (
    <>
      <p>This goes at once, and nothing brings it back:</p>
      <ul>
        {wikis.map(({ slug, name, url }) => (
          <li>
            your wiki <a href={url}>{name}</a>{" "}
            ({slug}), with all pages, files and history
          </li>
        ))}
        <li>your tokens and sessions; agents that use them stop working</li>
        {memberships === 0
          ? null
          : <li>your membership in {elsewhere} of other people</li>}
        <li>your name, handle and picture, as far as they are kept here</li>
      </ul>
    </>
  );
}

function WhatStays() {
  return (
    <>
      <p>This stays:</p>
      <ul>
        <li>
          what you wrote in other people's wikis, and in every clone: each
          commit keeps its author line, with your name and your DID
        </li>
        <li>
          drafts that you left in other people's wikis, for at most 90 days,
          where nobody can read them
        </li>
        <li>the log of who did what, for 180 days</li>
        <li>
          your user name and the addresses of your wikis, held for you for 30
          days: until then nobody else can have them
        </li>
        <li>your account at Bluesky, or wherever you have it</li>
      </ul>
    </>
  );
}
