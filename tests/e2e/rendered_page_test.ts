import assert from "node:assert/strict";
import { render } from "../../src/markdown/render.ts";
import { chromiumPath, runAxe, startChromium } from "../support/chromium.ts";

const PAGE = `# Everything

## Text

Some **bold**, *emphasis*, ~~struck~~, \`code\`, a [[Link|wikilink]], a [site](https://example.org), a note[^1] twice[^1].

### Lists

- [ ] to do
- [x] done
  1. nested

> [!NOTE]
> An alert with a [[Link]].

> A quote.

| Name | Number |
|------|-------:|
| a    |      1 |

| Other |
|-------|

\`\`\`ts
export const wide = "${"x".repeat(300)}";
\`\`\`

![A picture](https://example.org/x.png)

<details><summary>More</summary>

Hidden text.

</details>

[^1]: The note.
`;

Deno.test({
  name: "A rendered page has no accessibility violation",
  ignore: chromiumPath() === undefined,
  async fn() {
    const { parts, holes } = render(PAGE, "target_first");
    const body = parts.map((part, index) =>
      index < holes.length ? `${part}href="/Link"` : part
    ).join("");
    await using chromium = await startChromium([
      "--host-resolver-rules=MAP * ~NOTFOUND",
    ]);
    const { page } = await chromium.openPage();

    await page.setContent(
      `<!doctype html><html lang="en"><title>x</title><main>${body}</main></html>`,
      { waitUntil: "domcontentloaded" },
    );

    assert.deepEqual(await runAxe(page), []);
    await page.close();
  },
});
