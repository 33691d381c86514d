/**
 * The pages of a new wiki. They say what works on this service today, with the wiki's own addresses, and nothing that it does
 * not do yet; a new feature adds its sentence here.
 *
 * @module
 */
import { type Config, wikiOrigin } from "../config.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import { pageFile } from "./page_path.ts";
import {
  WIKI_TEMPLATES,
  type WikiTemplate,
  type WikiTemplateName,
} from "./wiki_templates.ts";

/** What the pages mention. */
interface Names {
  readonly name: string;
  readonly slug: string;
  readonly url: string;
  /** Where people sign in: `https://robot.wtf`. */
  readonly platformUrl: string;
  /** The wiki's page there, for settings, members and tokens. */
  readonly dashboardUrl: string;
}

/** The files of a new wiki's first commit; none for the template `empty`. */
export function starterPages(
  config: Pick<Config, "origin">,
  row: Pick<WikiRow, "slug" | "name" | "description">,
  templateName: WikiTemplateName = "guided",
): Map<string, Uint8Array> {
  if (templateName === "empty") return new Map();
  const template: WikiTemplate = WIKI_TEMPLATES[templateName];
  const names: Names = {
    name: escapeMarkdown(row.name),
    slug: row.slug,
    url: wikiOrigin(config, row.slug),
    platformUrl: config.origin,
    dashboardUrl: `${config.origin}/app/wiki/${row.slug}`,
  };
  const about = escapeMarkdown(row.description) ||
    "This wiki is new. Say here what it is about.";
  const texts: readonly [string, string][] = [
    ["Home", home(names, { about, contents: template.home })],
    ...Object.entries(template.pages),
    ["Getting_Started", gettingStarted(names)],
    ["Agent_Guide", agentGuide(names)],
    ["Administration", administration(names)],
  ];
  const encoder = new TextEncoder();
  return new Map(
    texts.map(([path, text]) => [pageFile(path), encoder.encode(text)]),
  );
}

function home(
  { name }: Names,
  { about, contents }: { about: string; contents: string },
): string {
  const list = contents === "" ? "" : `${contents}

About this wiki:

`;
  return `# ${name}

${about}

${list}- [[Getting_Started|Getting Started]]: editing pages, cloning the wiki, connecting an agent
- [[Agent_Guide|Agent Guide]]: what an AI agent should know before it writes here
- [[Administration]]: who may read and write
`;
}

function gettingStarted({ slug, url, dashboardUrl }: Names): string {
  return `# Getting Started

## Writing

Sign in, open a page, and choose *Edit*; the pencil at a heading opens that section alone. Pages are Markdown; the wiki's own
[help](/-/help) shows all that it understands. The editor has a toolbar, completes names of pages after \`[[\`, uploads pictures
that you paste or drop, and shows a preview beside the text. Without scripts it is a plain text field that does the same work.

What you type is kept as a draft until you save it. If you leave, it is offered when you come back; *My drafts* lists all of
yours. Only you can see them.

If somebody else saves the same page while you type, you are told, and both changes are kept where they do not touch the same
lines. Where they do, you see both texts and choose; nothing that you typed is lost.

A link to a page that does not exist yet is shown as missing; follow it to write that page. A page below \`Templates/\` can be
chosen as the beginning of a new one.

## Pictures and other files

*Attachments* on a page takes files, several at once. A file keeps its older versions when it is replaced, and links to it
follow when it is renamed. Show a picture with \`![what it shows](./picture.png)\`.

## Order

- *Rename* moves a page with its sub-pages and files, and rewrites the links that lead to it. The old address leads to the new
  one. You see what will change before it does.
- *Delete* removes a page; its history stays.
- Every save is a commit. *History* on a page shows all of them, compares any two, and restores one. [Recent changes](/-/changelog)
  shows those of the whole wiki; each can be reverted there, also a deletion. The wiki can be read as it was on
  [any day](/-/at).
- [Housekeeping](/-/lint) lists broken links, pages that nothing leads to, files that nobody uses, and the like.

## Finding

Press \`/\` to jump to a page, a heading or a place, and \`?\` for all keys. [Search](/-/search) finds words, and narrows by
tag, folder, person and day. Tags and a category stand above a page's text:

\`\`\`yaml
---
tags: [garden, water]
category: projects
---
\`\`\`

## Links

- \`[[Page]]\` links to a page
- \`[[Page|shown text]]\` shows another text
- \`[[Page#Heading|text]]\` leads to a heading

Spaces in a page's name are stored as underscores; case and underscores do not matter when you link. *Links* on a page lists
what leads to it.

## With git

The wiki is a git repository with one Markdown file for each page:

\`\`\`sh
git clone ${url}/repo.git ${slug}
\`\`\`

Where reading needs a sign-in, git asks for a user name and a password: any name will do, the password is a token of this
wiki. Cloning and fetching work; pushing does not.

## With an AI agent

An agent that speaks MCP connects to \`${url}/mcp\` with a token, which you make on [this wiki's page](${dashboardUrl}#tokens). The
lines to copy for several programs are there too. With Claude Code, for example:

\`\`\`sh
claude mcp add --transport http ${slug} ${url}/mcp --header "Authorization: Bearer <token>"
\`\`\`

The agent writes in the name of the person to whom the token belongs, and never has more rights than that person. Ask it to
read the [[Agent_Guide|Agent Guide]] first.

## With a script

The same token opens the REST API below \`${url}/api/v1\`. Its description for programs is at
\`${url}/api/v1/openapi.json\`.

Tokens are made on [this wiki's page](${dashboardUrl}#tokens); see [[Administration]].
`;
}

function agentGuide({ url }: Names): string {
  return `# Agent Guide

For AI agents that work on this wiki through MCP (\`${url}/mcp\`), and for the people who send them.

## At the start

1. Read [[Home]] and this page.
2. Call \`get_recent_changes\` to see what happened since you were last here.
3. Search before you write: the page may exist under another name.

## Tools

| tool | for |
| --- | --- |
| \`list_notes\` | the pages, by prefix, category, tag or date of change |
| \`search_notes\` | the pages that contain some words |
| \`read_note\` | a page with its revision, or one section of it |
| \`write_note\` | a new page, or a new text for a whole page |
| \`edit_note\` | a small change: one piece of text that stands in the page exactly once |
| \`get_links\` | what a page links to, and which pages link to it |
| \`get_history\` | who changed a page, when and why |
| \`get_recent_changes\` | the same for the whole wiki |

## Writing

- Read a page before you change it, and send the revision that you read. Nothing is overwritten silently: changes of others
  are merged with yours, and where they touch the same lines you are told so. Then read again and repeat the change.
- Prefer \`edit_note\` to \`write_note\` on a page that exists. Give it enough text around the place to be unique.
- Say in the commit message what changed and why.
- Do not reorganise or delete pages unless somebody asked for it.
- Link a new page from a page that people will read. Keep [[Home]] short and up to date.

## Links

Write \`[[Page]]\`, \`[[Page|shown text]]\` or \`[[Page#Heading|text]]\`: the page comes first. Names are paths, such as
\`Projects/Garden\`. Links inside code are not links.

## Front matter

A page may begin with properties, which \`list_notes\` can filter by:

\`\`\`yaml
---
title: A title other than the page's name
category: projects
tags: [garden, water]
---
\`\`\`
`;
}

function administration(
  { slug, url, platformUrl, dashboardUrl }: Names,
): string {
  return `# Administration

## Who may read and write

A new wiki is private. Three settings open it, each to one of three circles:

| setting | grants |
| --- | --- |
| read | reading pages, their history, and cloning |
| write | changing pages; needs read |
| upload | adding and changing files; needs write; \`--attach\` on the command line |

| circle | who | on the command line |
| --- | --- | --- |
| Everybody | without signing in | \`anonymous\` |
| Everybody who is signed in | at ${platformUrl} | \`registered\` |
| Members only | each by their role | \`approved\` |

That a wiki exists at ${url} is never a secret; what is in it is, as long as not everybody may read.

## Changing the settings

The owner and admins change them under [Settings](/-/admin): *Access* says in plain words who can now do what; *Members* gives
single people a role, viewer, editor or admin; *Preferences* are the wiki's name, language and home page, the sidebar and its
menu, and how pages are written and shown.

[This wiki's page](${dashboardUrl}) at the service has access and members too, and beside them tokens, what the wiki may hold,
and how to delete it.

People are invited by their Bluesky handle. Who was never here has the role from the first sign-in on.

The operator of this service can set the levels on the command line:

\`\`\`sh
robot wiki set ${slug} --read anonymous --write registered
robot wiki show ${slug}
\`\`\`

## Tokens

Git, scripts and agents use tokens instead of a sign-in. A token belongs to one person and one wiki, and never has more rights
than that person has at the moment. It can read, or read and write; it can never change settings.

Everybody who may read this wiki makes, renews and revokes tokens of their own on [its page](${dashboardUrl}#tokens); the owner
and admins see and revoke those of others. A token is shown once. Revoking it works at once.
`;
}

/** A name as text, whatever characters it has. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~]/g, "\\$&");
}
