import assert from "node:assert/strict";
import {
  type Finding,
  LINT_KINDS,
  type LintKind,
  lintWiki,
} from "../../src/wiki/lint.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { setPreferences } from "../../src/wiki/preference_change.ts";
import { forManaging, forReading } from "../../src/wiki/access.ts";
import { createWorld, type World } from "../support/world.ts";

const TEXT = "Enough text to say something.\n";

/** A wiki with every defect once or twice, beside things that only look like one. */
const SEEDED: Readonly<Record<string, string>> = {
  "Home.md": `# Home

[[Actors]] [[Actors/Iran]] [[Guide]] [[Twin A]] [[Twin B]] [[Long]] [[Blank]] [[Title only]] [[Broken YAML]] [[Stub]] [[Anchors]]
[[Ids]] [[Rule]] ![](/used.png) [plan](/files/plan.pdf) [[Old_Name]] [[Gallery]]
`,
  "Actors.md": `# Actors

[[Actors/Iran#Army]] [[Nowhere]] [[nowhere]] [[Else|shown]] ![](./gone.png) [about](/-/about) [mail](mailto:a@b.c)
`,
  "Actors/Iran.md":
    "# Iran\n\n## Army\n\n## Army\n\n[up](../Actors.md) [[Nowhere]] [old](/Actors/view)\n",
  "Guide.md":
    "# Guide\n\n`[[Not a link]]`\n\n```mermaid\ngraph TD; A[[Not one]] --> B\n```\n\n    [[Code]]\n\n<!-- [[Comment]] -->\n",
  "Twin_A.md": `# The same title\n\n${TEXT}`,
  "Twin_B.md": `---\ntitle: the SAME title\n---\n${TEXT}`,
  "Long.md": `# Long\n\n${"word ".repeat(25_000)}\n`,
  "Blank.md": "\n",
  "Title_only.md": "---\ntags: [x]\n---\n# Title\n\n## And more\n",
  "Stub.md": "# Stub\n\nOne word.\n",
  "Broken_YAML.md": `---\ntags: [a, b\n---\n# Broken\n\n${TEXT}`,
  "Rule.md": `---\n\nA page that begins with a rule.\n\n---\n`,
  "Lonely.md": `# Lonely\n\n${TEXT}[[Lonely]] [[Home]]\n`,
  "Anchors.md": `# Anchors

## Früher _und_ später

Underlined
----------

[a](#anchors) [[#Früher und später]] [b](#underlined) [[Actors/Iran#Army]] [c](/Actors/Iran#army-1) [[Ids#here]] [top](#top)
[[#Missing]] [d](#Fr%C3%BCher) [[Actors/Iran#Navy|navy]] [e](/Actors/Iran#Army) [[Nowhere#x]]
`,
  "Ids.md": '# Ids\n\n<a id="here"></a> [f](#gone)\n',
  "New_Name.md": `# New\n\n${TEXT}`,
  "Templates/Meeting.md": `# Meeting\n\n${TEXT}`,
  ".redirects": "Old_Name\tNew_Name\n",
  "used.png": "png",
  "unused.png": "png",
  "files/plan.pdf": "pdf",
  "files/lost.pdf": "pdf",
  "logo.png": "png",
  "Gallery.md":
    "# Gallery\n\n{{AttachmentList}}\n\n![[shown.png]]\n\n{{DataTable |src=/data/table.csv}}\n",
  "Gallery/listed.png": "png",
  "shown.png": "png",
  "data/table.csv": "a,b\n",
  "Actors/Iran/map.png": "png",
  ".gitattributes": "* text=auto\n",
};

const EXPECTED: Readonly<Record<LintKind, readonly string[]>> = {
  broken_links: [
    "Actors -> Actors/gone.png",
    "Actors -> Else",
    "Actors -> Nowhere",
    "Actors -> nowhere",
    "Actors/Iran -> Nowhere",
    "Anchors -> Nowhere",
  ],
  wanted_pages: ["Nowhere x3", "Else x1"],
  broken_anchors: [
    "Anchors -> #Früher",
    "Anchors -> #Missing",
    "Anchors -> Actors/Iran#Army",
    "Anchors -> Actors/Iran#Navy",
    "Ids -> #gone",
  ],
  orphans: ["Lonely"],
  empty_pages: ["Blank", "Title_only"],
  oversized_pages: ["Long"],
  duplicate_titles: ["Twin_A x2"],
  unused_attachments: ["Actors/Iran/map.png", "files/lost.pdf", "unused.png"],
  bad_front_matter: ["Broken_YAML"],
  stale_pages: [],
};

Deno.test("lintWiki() finds every seeded defect and nothing else", async () => {
  await using world = await createWorld();
  await seed(world);

  const { parts, isComplete } = await lintWiki(
    forReading(world.visit("garden", world.visitor)),
  );

  assert.ok(isComplete);
  for (const { kind, findings, isCut } of parts) {
    const shown = findings.map(describe);
    const isRanked = kind === "wanted_pages";
    assert.deepEqual(
      isRanked ? shown : shown.toSorted(),
      isRanked ? EXPECTED[kind] : EXPECTED[kind].toSorted(),
      kind,
    );
    assert.equal(isCut, false);
  }
  assert.deepEqual(parts.map(({ kind }) => kind), [...LINT_KINDS]);
});

Deno.test("lintWiki() finds pages that nobody changed for a year, oldest first", async () => {
  await using world = await createWorld();
  await world.write("garden", "First", TEXT);
  world.wait(24 * 3600);
  await world.write("garden", "Second", TEXT);
  world.wait(365 * 24 * 3600 - 60);

  const stale = async () =>
    (await lintWiki(world.reading("garden", world.visitor), {
      kinds: ["stale_pages"],
    })).parts[0]!.findings;
  const before = await stale();
  world.wait(24 * 3600);
  await world.write("garden", "Third", TEXT);
  const after = await stale();

  const { parts } = await lintWiki(world.reading("garden", world.visitor), {
    kinds: ["stale_pages"],
    staleDays: 366,
  });

  assert.deepEqual(parts[0]!.findings.map(({ path }) => path), ["First"]);
  assert.deepEqual(before, [{
    path: "First",
    changedAt: "2026-11-20T12:00:00.000Z",
  }]);
  assert.deepEqual(after.map(({ path }) => path), ["First", "Second"]);
});

Deno.test("lintWiki() follows the wiki: what was mended is found no more", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "[[Missing]] [[Home#gone]]\n");
  const count = async () => {
    const { parts } = await lintWiki(world.reading("garden", world.visitor), {
      kinds: ["broken_links", "wanted_pages", "broken_anchors"],
    });
    return parts.map(({ total }) => total);
  };
  const before = await count();

  await world.write("garden", "Missing", "# here\n");
  await world.write("garden", "Home", "# Gone\n\n[[Missing]] [[Home#gone]]\n");

  assert.deepEqual(before, [1, 1, 1]);
  assert.deepEqual(await count(), [0, 0, 0]);
});

Deno.test("lintWiki() shows a part of each kind, and says how many there are", async () => {
  await using world = await createWorld();
  const links = Array.from({ length: 30 }, (_, i) => `[[M${100 + i}]]`);
  await world.write("garden", "Home", `${links.join(" ")}\n`);
  const wiki = world.reading("garden", world.visitor);
  const kinds = ["broken_links"] as const;

  const { parts: [first] } = await lintWiki(wiki, { kinds, limit: 10 });
  const { parts: [last] } = await lintWiki(wiki, {
    kinds,
    limit: 10,
    offset: 25,
  });
  const { parts: [none] } = await lintWiki(wiki, { kinds, limit: 0 });

  assert.equal(first!.total, 30);
  assert.equal(first!.findings.length, 10);
  assert.deepEqual(last!.findings.map(({ target }) => target), [
    ...["M125", "M126", "M127", "M128", "M129"],
  ]);
  assert.deepEqual(none!.findings, []);
});

Deno.test("lintWiki() keeps at most 2,000 findings of a kind and says that there are more", async () => {
  await using world = await createWorld();
  const links = Array.from({ length: 2_500 }, (_, i) => `[[M${i}]]`);
  await world.write("garden", "Home", `${links.join(" ")}\n`);
  const wiki = world.reading("garden", world.visitor);

  const { parts } = await lintWiki(wiki, {
    kinds: ["broken_links", "wanted_pages"],
  });

  for (const { total, isCut } of parts) {
    assert.deepEqual({ total, isCut }, { total: 2_000, isCut: true });
  }
});

Deno.test("lintWiki() refuses a kind that there is none of", async () => {
  await using world = await createWorld();
  const wiki = world.reading("garden", world.visitor);

  for (const kind of ["nonsense", "constructor", "__proto__"]) {
    await assert.rejects(
      lintWiki(wiki, { kinds: [kind as LintKind] }),
      { code: "invalid" },
    );
  }
});

Deno.test("lintWiki() of an empty wiki finds nothing", async () => {
  await using world = await createWorld();

  const { parts, head } = await lintWiki(
    world.reading("garden", world.visitor),
  );

  assert.equal(head, null);
  assert.ok(parts.every(({ total }) => total === 0));
});

async function seed(world: World): Promise<void> {
  const encoder = new TextEncoder();
  const files = new Map(
    Object.entries(SEEDED).map(([path, text]) => [path, encoder.encode(text)]),
  );
  const wiki = world.writing("garden", world.alice);
  await commitChange(wiki, () => ({ files, deed: "Seed" }));
  setPreferences(forManaging(world.visit("garden", world.alice)), {
    SITE_LOGO: "logo.png",
  });
  // The long page is read after the turn.
  while (wiki.index.waitingTexts.count() > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function describe({ path, target, count }: Finding): string {
  if (target !== undefined) return `${path} -> ${target}`;
  return count === undefined ? path : `${path} x${count}`;
}
