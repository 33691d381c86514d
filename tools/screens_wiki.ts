/** The small wiki that the pictures in `docs/screens/` show. @module */
import { readPage, savePage } from "../src/wiki/pages.ts";
import type { World } from "../tests/support/world.ts";

const HOME = `---
tags: [start]
---

# The Garden

Notes on what grows behind the house, kept by three people and an agent.

> [!TIP]
> Begin with [[Growing/Tomatoes]] or the [[Calendar]].

## What we keep here

- [[Growing/Tomatoes|Tomatoes]], [[Growing/Beans|beans]] and [[Growing/Herbs|herbs]]
- the [[Calendar]] with what is due
- [[Soil]], and why it matters

## This week

- [x] Water the seedlings
- [ ] Tie up the tomatoes
- [ ] Order [[Nettle tea|nettles]]
`;

const TOMATOES = `---
category: vegetables
tags: [summer, greenhouse]
---

# Tomatoes

Tomatoes want warmth, light and an even supply of water. Sown in [[Calendar#March|March]], they go out after the last frost.[^frost]

[^frost]: Here usually around the 15th of May.

## Varieties

| name         | colour | days to ripe |
| ------------ | ------ | -----------: |
| Black Krim   | brown  |           80 |
| Sungold      | orange |           57 |
| Green Zebra  | green  |           75 |

## Water

A plant needs about $V = 0.5 \\cdot n_{leaves}$ litres a week; ==never over the leaves==.

::: warning
# Late blight
Brown spots after wet weeks: remove the leaves at once.
:::

\`\`\`mermaid
graph LR
  Seed --> Seedling --> Pot --> Greenhouse
\`\`\`

## Feeding

\`\`\`ts
const weeks = [3, 6, 9].map((week) => feed({ week, litres: 2 }));
\`\`\`

See also [[Soil]] and [[Growing/Beans]].
`;

const PAGES: Readonly<Record<string, string>> = {
  "Home": HOME,
  "Growing/Tomatoes": TOMATOES,
  "Growing/Beans":
    "---\ncategory: vegetables\ntags: [summer]\n---\n\n# Beans\n\nBeans climb whatever stands beside them, [[Growing/Tomatoes|tomatoes]] too.\n",
  "Growing/Herbs":
    "---\ncategory: herbs\n---\n\n# Herbs\n\nMost herbs like poor [[Soil]] and full sun.\n",
  "Calendar":
    "# Calendar\n\n## March\n\nSow [[Growing/Tomatoes|tomatoes]] indoors.\n\n## May\n\nPlant out after the frost.\n\n## August\n\nHarvest, dry [[Growing/Herbs|herbs]].\n",
  "Soil":
    "# Soil\n\nGood soil smells sweet. [[Growing/Tomatoes|Tomatoes]] empty it, [[Growing/Beans|beans]] fill it again.\n",
};

/** Fills wiki `garden`: pages, a second writer, and changes by an agent. */
export async function fillGarden(world: World): Promise<void> {
  for (const [path, text] of Object.entries(PAGES)) {
    world.wait(3600);
    await world.write("garden", path, text);
  }
  await rewrite(world, "Calendar", {
    from: "Plant out after the frost.",
    to:
      "Plant out after the frost. Harden the plants for a week before: out in the morning, in at night.",
    by: "bob",
  });
  await rewrite(world, "Growing/Tomatoes", {
    from: "Tomatoes want warmth, light and an even supply of water.",
    to:
      "Tomatoes want warmth, much light and an even supply of water at the root.",
    by: "agent",
  });
  world.wait(5400);
}

async function rewrite(
  world: World,
  path: string,
  { from, to, by }: { from: string; to: string; by: "bob" | "agent" },
): Promise<void> {
  world.wait(7200);
  const wiki = by === "bob"
    ? world.writing("garden", world.bob)
    : world.writing("garden", world.alice, {
      door: "mcp",
      token: "wiki:write",
      agent: { name: "Claude Code", version: "2.1", session: null },
    });
  const page = readPage(wiki, path);
  await savePage(wiki, {
    path,
    text: page.text.replace(from, to),
    base: page.revision,
    message: by === "bob"
      ? "Say how to harden plants"
      : "Say where to water and how much light",
  });
}
