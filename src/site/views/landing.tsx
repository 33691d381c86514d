/** The front page of the platform: what this is, honestly; for who is signed in, their wikis. @module */

/** What the page shows. */
export interface LandingProps {
  readonly siteName: string;
  /** `null`: nobody is signed in. */
  readonly wikis:
    | readonly { readonly name: string; readonly url: string }[]
    | null;
  /** What a wiki's address looks like: `{slug}.robot.wtf`. */
  readonly wikiHost: string;
}

/** The body of the page. */
export function Landing({ siteName, wikis, wikiHost }: LandingProps) {
  return (
    <>
      <h1>Wikis that people and agents write together</h1>
      {wikis === null ? null : <MyWikis wikis={wikis} />}
      {wikis === null ? null : <h2>What this is</h2>}
      <p>
        {siteName} keeps wikis. Each one has its own address,{" "}
        <code>{wikiHost}</code>, and is written in Markdown: in the browser,
        through a REST API, or by an AI agent that speaks MCP. Whoever saves,
        nobody's edit is lost: changes that fit together are merged, and those
        that do not are shown to whoever came second.
      </p>
      <p>
        Every wiki is a git repository. You can <code>git clone</code>{" "}
        yours at any time, with its whole history, and take it elsewhere.
      </p>
      <h2>What to expect</h2>
      <ul>
        <li>
          It is free and run by volunteers: there is no promise that it will be
          up.
        </li>
        <li>Wikis are private unless their owner opens them.</li>
        <li>Keep a clone of what matters to you. That is what git is for.</li>
      </ul>
    </>
  );
}

function MyWikis({ wikis }: { wikis: NonNullable<LandingProps["wikis"]> }) {
  return (
    <section aria-labelledby="my-wikis">
      <h2 id="my-wikis">Your wikis</h2>
      {wikis.length === 0
        ? (
          <p>
            You have no wiki yet. The operator of this service can make one for
            you.
          </p>
        )
        : (
          <ul>
            {wikis.map(({ name, url }) => (
              <li>
                <a href={url}>{name}</a>
              </li>
            ))}
          </ul>
        )}
      <form method="post" action="/auth/logout">
        <button type="submit" class="button">Sign out</button>
      </form>
    </section>
  );
}
