/** The front page of the platform: what this is, honestly, with pictures of it. @module */
import type { Config } from "../../config.ts";
import { counted } from "../../wiki/counted.ts";
import { sizeText } from "../../wiki/size_text.ts";

/** Limits that the page says. */
export type ShownLimits = Pick<
  Config,
  | "maxWikis"
  | "maxPages"
  | "maxMembers"
  | "maxContentBytes"
  | "maxHistoryBytes"
  | "maxAttachmentBytes"
>;

/** What the page shows. */
export interface LandingProps {
  readonly siteName: string;
  /** What a wiki's address looks like: `name.robot.wtf`. */
  readonly wikiHost: string;
  readonly isSignedIn: boolean;
  readonly limits: ShownLimits;
  /** Names the version of the pictures. */
  readonly build: string;
}

/** A picture in `static/screens/`, light and dark, made by `tools/screens.ts`. */
interface Shot {
  readonly name: string;
  /** What it shows, for who does not see it. */
  readonly alt: string;
  /** Height of the wide picture; left out: 640. */
  readonly height?: number;
  readonly caption: string;
}

/** Of the wide pictures, and of those for a phone. */
const WIDTH = 1000;
const PHONE = { width: 540, height: 720 };

const PAGE: Shot = {
  name: "page",
  alt:
    "A page of a garden wiki about tomatoes: tree of pages on the left, the text with a table and a picture, and the tools Read, Edit, History above it",
  caption: "A page. What links to it stands below, who changed it in History.",
};
const EDITOR: Shot = {
  name: "editor",
  alt:
    "The editor with a toolbar, Markdown on the left and the preview of the page on the right",
  caption:
    "The editor keeps drafts and completes names of pages. Without scripts it is a plain text field that does the same work.",
};
const HISTORY: Shot = {
  height: 400,
  name: "history",
  alt:
    "The history of a page: who changed it, when and why, with buttons to compare and restore versions",
  caption:
    "Each save is a commit. Compare any two, restore any, also what was deleted.",
};
const DASHBOARD: Shot = {
  name: "dashboard",
  alt:
    "A wiki's page on the dashboard: lines to copy that connect Claude Code and other programs",
  caption: "The lines that connect an agent are made for you.",
};

/** The body of the page. */
export function Landing(props: LandingProps) {
  const { siteName, wikiHost, isSignedIn, limits, build } = props;
  return (
    <div class="landing">
      <h1>Wikis that people and AI agents write together</h1>
      <p class="landing-lead">
        {siteName} keeps wikis for people on Bluesky. Each has its own address,
        {" "}
        <code>{wikiHost}</code>, and is written in Markdown: in the browser, by
        an agent that speaks MCP, or by a script. Each is a git repository that
        you can clone at any time.
      </p>
      <p class="actions">
        {isSignedIn
          ? <a class="button button-primary" href="/app/">Dashboard</a>
          : (
            <a
              class="button button-primary"
              href="/auth/login?return_to=%2Fapp%2F"
            >
              Sign in with Bluesky
            </a>
          )}
        <a href="#host-it">Host it yourself</a>
      </p>
      <Picture shot={PAGE} build={build} isFirst />
      <Facts />
      <Picture shot={EDITOR} build={build} />
      <Picture shot={HISTORY} build={build} />
      <Beginning />
      <Picture shot={DASHBOARD} build={build} />
      <Expectations limits={limits} />
      <SelfHosting />
    </div>
  );
}

function Facts() {
  return (
    <>
      <h2>What it does</h2>
      <dl class="landing-facts">
        <dt>Nobody's edit is lost</dt>
        <dd>
          When two write at once, changes that fit together are merged. Where
          they touch the same lines, whoever comes second sees both texts and
          chooses. The same holds for agents: they have to say which version
          they read.
        </dd>
        <dt>Agents are named</dt>
        <dd>
          An agent writes in the name of the person whose token it has, never
          with more rights, and each of its changes says that it was an agent.
        </dd>
        <dt>Nothing is locked in</dt>
        <dd>
          Pages are Markdown files in a folder, history is git's. Clone it,
          download it, open it in another program.
        </dd>
        <dt>It works without scripts</dt>
        <dd>
          Every page can be read and edited with a keyboard, a screen reader, a
          phone, or an old browser. No trackers, no advertisements, no fonts
          from elsewhere.
        </dd>
      </dl>
    </>
  );
}

function Beginning() {
  return (
    <>
      <h2>How to begin</h2>
      <ol>
        <li>
          Sign in with your Bluesky account. We ask for your identity and for
          nothing else: no posts, no messages, no password.
        </li>
        <li>Choose an address. The wiki is private until you open it.</li>
        <li>Invite people by their handle.</li>
        <li>
          Make a token, copy one line, and your agent reads and writes too.
        </li>
      </ol>
    </>
  );
}

/** Limits and promises, as they are. */
function Expectations({ limits }: { limits: ShownLimits }) {
  const { maxWikis, maxPages, maxMembers } = limits;
  const content = sizeText(limits.maxContentBytes);
  const history = sizeText(limits.maxHistoryBytes);
  const file = sizeText(limits.maxAttachmentBytes);
  return (
    <>
      <h2>What to expect</h2>
      <p>
        It is free and run by volunteers in their spare time. There is no
        promise that it will be up, and nobody to call when it is not. Keep a
        clone of what matters to you. That is what git is for.
      </p>
      <ul>
        <li>
          {counted(maxWikis, "wiki")} for each person, with up to{" "}
          {counted(maxPages, "page")} and{" "}
          {counted(maxMembers, "person", "people")} beside you.
        </li>
        <li>
          {content} of pages and files, {history} with all history, {file}{" "}
          for one file.
        </li>
        <li>
          What is full can still be read and cloned. Nothing is deleted for
          being too much.
        </li>
        <li>
          Who runs the service can suspend a wiki that harms others, and says
          why.
        </li>
      </ul>
    </>
  );
}

function SelfHosting() {
  return (
    <>
      <h2 id="host-it">Host it yourself</h2>
      <p>
        The whole service is one executable and one folder of data, on a small
        virtual machine with Caddy in front of it. What runs here is the same
        file. To try it on a laptop:
      </p>
      <pre tabindex={0}><code>./robot serve --demo</code></pre>
      <p>
        That makes a wiki to try things on and prints how to reach it. A wiki
        from here moves there by its clone:
      </p>
      <pre
        tabindex={0}
      ><code>robot import ./garden garden --owner alice.example.com</code></pre>
    </>
  );
}

/** Width, light and dark follow the window and the system; the text does not move when a picture arrives. */
function Picture(
  { shot, build, isFirst = false }: {
    shot: Shot;
    build: string;
    isFirst?: boolean;
  },
) {
  const { name, alt, height = 640, caption } = shot;
  const wide = { width: WIDTH, height };
  const sources: readonly [string, string, typeof wide][] = [
    ["-phone-dark", `${NARROW} and ${DARK}`, PHONE],
    ["-phone", NARROW, PHONE],
    ["-dark", DARK, wide],
  ];
  return (
    <figure class="landing-picture">
      <picture>
        {sources.map(([suffix, media, size]) => (
          <source
            srcset={pictureUrl(`${name}${suffix}`, build)}
            media={media}
            {...size}
          />
        ))}
        <img
          src={pictureUrl(name, build)}
          alt={alt}
          {...wide}
          loading={isFirst ? "eager" : "lazy"}
          decoding="async"
        />
      </picture>
      <figcaption class="muted small">{caption}</figcaption>
    </figure>
  );
}

const NARROW = "(max-width: 30rem)";
const DARK = "(prefers-color-scheme: dark)";

/** What previews of a link to the page show. */
export function LandingHead(
  props: { title: string; description: string; origin: string; build: string },
) {
  const { title, description, origin, build } = props;
  return (
    <>
      <meta property="og:type" content="website" />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={`${origin}/`} />
      <meta
        property="og:image"
        content={`${origin}${pictureUrl("page", build)}`}
      />
      <meta property="og:image:alt" content={PAGE.alt} />
      <meta name="twitter:card" content="summary_large_image" />
    </>
  );
}

function pictureUrl(name: string, build: string): string {
  return `/static/screens/${name}.webp?v=${encodeURIComponent(build)}`;
}
