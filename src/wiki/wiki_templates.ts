/**
 * What a new wiki can begin with: small sets of pages, of which every one may be changed or deleted at once. The guides of
 * `starter_pages.ts` come with all of them but the empty one.
 *
 * @module
 */

/** A beginning. */
export interface WikiTemplate {
  readonly label: string;
  /** One sentence for who chooses. */
  readonly about: string;
  /** What stands on the home page below the description. */
  readonly home: string;
  /** Further pages, by path. */
  readonly pages: Readonly<Record<string, string>>;
}

/** The beginnings, in the order in which they are offered. */
export const WIKI_TEMPLATES = {
  guided: {
    label: "A home page and guides",
    about: "Short guides to writing, git, agents and settings.",
    home: "",
    pages: {},
  },
  notes: {
    label: "Notes",
    about: "An inbox, a journal with a template for each day, and topics.",
    home: `- [[Inbox]]: what is not sorted yet
- [[Journal]]: one page for each day
- [[Topics]]: what the notes are about`,
    pages: {
      Inbox: `# Inbox

Write down here what has no place yet, newest first. Move it to a page of its own when there is more to say.

- 
`,
      Journal: `# Journal

A page for each day, below this one: \`Journal/2026-01-31\`. Begin it with the template [[Templates/Day|Day]].
`,
      Topics: `# Topics

One line for each topic, with a link to its page. Tags do the same across pages: see [all tags](/-/tags).

- 
`,
      "Templates/Day": `---
tags: [journal]
---

## What happened

- 

## What I want to remember

- 
`,
    },
  },
  project: {
    label: "Project",
    about:
      "Goals, tasks, decisions and meetings, with templates for the last two.",
    home: `- [[Goals]]: what this is for, and when it is done
- [[Tasks]]: what is next, and who does it
- [[Decisions]]: what was decided, and why
- [[Meetings]]: what was said`,
    pages: {
      Goals: `# Goals

## What it is for

One paragraph that somebody new understands.

## Done when

- [ ] 

## Not part of it

- 
`,
      Tasks: `# Tasks

## Now

- [ ] 

## Next

- [ ] 

## Done

- [x] This page
`,
      Decisions: `# Decisions

One page for each, below this one, begun with the template [[Templates/Decision|Decision]]. An old decision is not rewritten: a
new one replaces it and links back.
`,
      Meetings: `# Meetings

One page for each, below this one, named by the day: \`Meetings/2026-01-31\`. The template is [[Templates/Meeting|Meeting]].
`,
      "Templates/Decision": `---
category: decisions
---

Decided on {{date}} by {{author}}.

## What we decided

## Why

## What else we considered
`,
      "Templates/Meeting": `---
category: meetings
---

{{date}}. There were: {{author}}

## Notes

- 

## To do

- [ ] 
`,
    },
  },
  world: {
    label: "Worldbuilding",
    about: "People, places, history and rules of a world, with templates.",
    home: `- [[People]]: who lives here
- [[Places]]: where things happen
- [[History]]: what happened, in order
- [[Rules]]: what is possible here and what is not`,
    pages: {
      People: `# People

One line for each, with a link to a page below this one. The template is [[Templates/Person|Person]].

- 
`,
      Places: `# Places

One line for each, with a link to a page below this one. The template is [[Templates/Place|Place]].

- 
`,
      History: `# History

| when | what | where |
| --- | --- | --- |
|  |  |  |
`,
      Rules: `# Rules

What everybody who writes here can rely on: how magic, travel, money or time work. Whoever breaks a rule changes it here first.

- 
`,
      "Templates/Person": `---
category: people
---

In one sentence: 

## Looks and manner

## Wants

## Knows whom

- 
`,
      "Templates/Place": `---
category: places
---

In one sentence: 

## What one sees

## Who is here

- 

## What happened here

- 
`,
    },
  },
  empty: {
    label: "Nothing",
    about: "No pages at all, for who brings their own.",
    home: "",
    pages: {},
  },
} as const satisfies Readonly<Record<string, WikiTemplate>>;

/** Names of the beginnings. */
export type WikiTemplateName = keyof typeof WIKI_TEMPLATES;

/** Whether there is such a beginning. */
export function isWikiTemplate(name: string): name is WikiTemplateName {
  return Object.hasOwn(WIKI_TEMPLATES, name);
}
