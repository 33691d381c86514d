/** One wiki's page on the dashboard; who sees which section is decided by what it is given. @module */
import type { Role } from "../../db/platform/members.ts";
import { Access, type AccessProps } from "../../http/views/access_parts.tsx";
import { Field, NoticeBox } from "../../http/views/form_parts.tsx";
import { Members, type MembersProps } from "../../http/views/members_parts.tsx";
import { sizeText } from "../../wiki/size_text.ts";
import type { Usage } from "../../wiki/usage.ts";
import { ConnectSection } from "./connect_view.tsx";
import { OWN_ROLE } from "./dashboard_view.tsx";
import { type TokensProps, TokensSection } from "./tokens_view.tsx";
import {
  CopyText,
  Section,
  type SectionName,
  type SectionProblem,
  SECTIONS,
} from "./wiki_section.tsx";

/** What only those see who manage the wiki. */
export interface ManagingProps {
  readonly members: Pick<MembersProps, "members" | "maxMembers" | "typed">;
  readonly access: Pick<AccessProps, "levels" | "summary" | "isOpenToAll">;
  /** Until when search engines are kept away, in words; `null`: they are not. */
  readonly newcomerNotice: string | null;
  readonly words: { readonly name: string; readonly description: string };
}

/** The wiki's host as the name of its owner. */
export interface HandleProps {
  readonly isServed: boolean;
  readonly did: string;
  /** Whether others on the Internet can ask this host: not on a laptop. */
  readonly isReachable: boolean;
}

/** What the page shows. */
export interface WikiPageProps {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** `https://garden.robot.wtf`. */
  readonly url: string;
  /** Where programs find it. */
  readonly programUrl: string;
  /** `null`: a stranger who may read. */
  readonly role: Role | null;
  /** What a stranger may do. */
  readonly mayWrite: boolean;
  readonly isPublic: boolean;
  readonly tokens: Omit<TokensProps, "action" | "problem">;
  readonly usage: Usage;
  /** `null`: the person does not manage the wiki. */
  readonly managing: ManagingProps | null;
  /** For the owner: whether the wiki's host names them, and whom; `null`: somebody else. */
  readonly handle: HandleProps | null;
  readonly problem: SectionProblem | null;
}

/** The body of `/app/wiki/{slug}`. */
export function WikiView(props: WikiPageProps) {
  const { slug, managing, problem, handle } = props;
  // The address keeps its end when the page comes back, so one stays at the section.
  const to = (deed: string, section = deed) =>
    `/app/wiki/${slug}/${deed}#${section}`;
  return (
    <>
      <WikiHead {...props} />
      <TokensSection
        {...props.tokens}
        action={to("tokens")}
        problem={problem}
      />
      <ConnectSection
        slug={slug}
        url={props.programUrl}
        token={props.tokens.made?.token ?? null}
        isPublic={props.isPublic}
      />
      {managing === null ? null : (
        <ManagingSections
          {...managing}
          to={to}
          problem={problem}
          leaveUrl="#leave"
        />
      )}
      <UsageSection usage={props.usage} />
      <ExportSection slug={slug} mayImport={managing !== null} />
      {handle === null
        ? null
        : <HandleSection {...props} {...handle} action={to("handle")} />}
      {props.role === null || props.role === "owner"
        ? null
        : <LeaveSection {...props} action={to("leave")} />}
      {props.role === "owner"
        ? <DangerSection {...props} action={to("delete", "danger")} />
        : null}
    </>
  );
}

/** The sections that a person sees. */
function sectionsOf(
  { role, managing, handle }: WikiPageProps,
): SectionName[] {
  const shown: Partial<Record<SectionName, boolean>> = {
    ...{ members: managing !== null, access: managing !== null },
    ...{ settings: managing !== null, handle: handle !== null },
    leave: role !== null && role !== "owner",
    danger: role === "owner",
  };
  return (Object.keys(SECTIONS) as SectionName[])
    .filter((name) => shown[name] ?? true);
}

function WikiHead(props: WikiPageProps) {
  const { slug, name, description, url, role, managing } = props;
  const rights = props.mayWrite ? "read and write" : "read";
  return (
    <>
      <p class="small">
        <a href="/app/">Dashboard</a>
      </p>
      <h1>{name}</h1>
      {description === "" ? null : <p>{description}</p>}
      <p class="actions">
        <a class="button button-primary" href={`${url}/`}>Open the wiki</a>
        {managing === null ? null : (
          <>
            <a href={`${url}/-/admin`}>All settings</a>
            <a href={`/app/wiki/${slug}/log`}>Log</a>
          </>
        )}
        <span class="muted small">
          {role === null ? <>You may {rights} it</> : OWN_ROLE[role]}
        </span>
      </p>
      <nav class="settings-nav" aria-label="On this page">
        <ul>
          {sectionsOf(props).map((section) => (
            <li>
              <a href={`#${section}`}>{SECTIONS[section]}</a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

function ManagingSections(
  props: ManagingProps & {
    to: (deed: string) => string;
    problem: SectionProblem | null;
    leaveUrl: string;
  },
) {
  const { members, access, words, to, problem, leaveUrl } = props;
  const { newcomerNotice } = props;
  return (
    <>
      <Section name="members" problem={problem}>
        <Members
          {...members}
          action={to("members")}
          leaveUrl={leaveUrl}
          heading="h3"
        />
      </Section>
      <Section name="access" problem={problem}>
        {newcomerNotice === null ? null : (
          <NoticeBox kind="info">
            <p>{newcomerNotice}</p>
          </NoticeBox>
        )}
        <Access {...access} action={to("access")} heading="h3" />
      </Section>
      <Section name="settings" problem={problem}>
        <form method="post" action={to("settings")} class="settings">
          <Field
            id="wiki-name"
            name="name"
            label="Name"
            value={words.name}
            maxLength={100}
          />
          <Field
            id="wiki-description"
            name="description"
            label="About"
            value={words.description}
            maxLength={200}
            hint="One sentence for people, shown where wikis are listed."
          />
          <div class="actions">
            <button type="submit" class="button-primary">Save</button>
          </div>
        </form>
      </Section>
    </>
  );
}

function UsageSection({ usage }: { usage: Usage }) {
  const { limits } = usage;
  const bars: readonly [string, string, number, number, string][] = [
    [
      "pages",
      "Pages",
      usage.pages,
      limits.pages,
      `${usage.pages} of ${limits.pages}`,
    ],
    [
      "content",
      "Files as they are now",
      ...bytes(
        usage.contentBytes,
        limits.contentBytes,
      ),
    ],
    ["history", "History", ...bytes(usage.historyBytes, limits.historyBytes)],
    [
      "people",
      "Members beside the owner",
      usage.members,
      limits.members,
      `${usage.members} of ${limits.members}`,
    ],
  ];
  const page = sizeText(limits.pageBytes);
  const attachment = sizeText(limits.attachmentBytes);
  return (
    <Section name="usage" problem={null}>
      <dl class="usage">
        {bars.map(([name, label, held, most, text]) => (
          <div>
            <dt id={`usage-${name}`}>{label}</dt>
            <dd>
              <meter
                aria-labelledby={`usage-${name}`}
                min={0}
                max={Math.max(most, 1)}
                high={Math.max(most, 1) * 0.9}
                value={Math.min(held, Math.max(most, 1))}
              >
                {text}
              </meter>
              <span>{text}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="muted small">
        A page may have {page}, an attachment{" "}
        {attachment}. What is full can still be read, exported, and made
        smaller.
      </p>
    </Section>
  );
}

function bytes(held: number, most: number): [number, number, string] {
  return [held, most, `${sizeText(held)} of ${sizeText(most)}`];
}

function ExportSection(props: { slug: string; mayImport: boolean }) {
  const { slug, mayImport } = props;
  return (
    <Section name="export" problem={null}>
      <p>
        A wiki is a git repository. The bundle is all of it, pages, files and
        history, and <code>git clone</code>{" "}
        reads it; the zip has the files as they are now.
      </p>
      <p class="actions">
        <a class="button" href={`/app/wiki/${slug}/export`}>
          Download as a git bundle
        </a>
        <a class="button" href={`/app/wiki/${slug}/export?form=zip`}>
          Download as a zip of files
        </a>
        {mayImport
          ? (
            <a class="button" href={`/app/wiki/${slug}/import`}>
              Import pages
            </a>
          )
          : null}
      </p>
    </Section>
  );
}

function HandleSection(
  props: WikiPageProps & HandleProps & { action: string },
) {
  const { isServed, isReachable, did, action, url, problem } = props;
  const host = new URL(url).hostname;
  return (
    <Section name="handle" problem={problem}>
      <p>
        The address of this wiki can be your name on Bluesky:{" "}
        <code>@{host}</code>. Only your identifier is shown at it, also where
        the wiki is private.
      </p>
      {isReachable ? null : (
        <p>
          Not yet: this service runs on this machine, where Bluesky cannot ask.
        </p>
      )}
      {isServed
        ? (
          <>
            <p>
              It is on. To use it, in Bluesky open Settings, Account, Handle, “I
              have my own domain”, “No DNS panel”, enter <code>{host}</code>
              {" "}
              and choose to verify it.
            </p>
            <CopyText label="Handle" text={host} />
            <p class="muted small">
              {host}/.well-known/atproto-did answers{" "}
              <code>{did}</code>. If you switch it off, or delete the wiki,
              Bluesky shows your handle as invalid until you choose another.
            </p>
          </>
        )
        : null}
      <form method="post" action={action}>
        <input type="hidden" name="serve" value={isServed ? "" : "on"} />
        <button type="submit">
          {isServed ? "Switch it off" : "Switch it on"}
        </button>
      </form>
    </Section>
  );
}

function LeaveSection(
  { action, name, problem }: WikiPageProps & { action: string },
) {
  return (
    <Section name="leave" problem={problem}>
      <p>
        You lose your role in{" "}
        {name}. What you wrote stays; only its owner or an admin can give the
        role back.
      </p>
      <form method="post" action={action}>
        <button type="submit" class="button-danger">Leave this wiki</button>
      </form>
    </Section>
  );
}

function DangerSection(
  { action, slug, problem }: WikiPageProps & { action: string },
) {
  return (
    <Section name="danger" problem={problem}>
      <p>
        Deleting removes pages, files, history, members and tokens, at once and
        for good. <a href={`/app/wiki/${slug}/export`}>Download it</a>{" "}
        first. The address <code>{slug}</code>{" "}
        is held for you for 30 days, then anybody may have it.
      </p>
      <form method="post" action={action} class="settings">
        <Field
          id="confirm-slug"
          name="confirm"
          label={`Type ${slug} to confirm`}
          required
          isExact
          maxLength={30}
        />
        <div class="actions">
          <button type="submit" class="button-danger">Delete this wiki</button>
        </div>
      </form>
    </Section>
  );
}
