import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

Deno.test("GET /-/diagram is an empty document without an origin, the same for everybody", async () => {
  await using web = await webWorld();

  const answers = await Promise.all([
    web.get("/-/diagram", { as: "alice" }),
    web.get("/-/diagram", { as: "visitor", slug: "cellar" }),
  ]);
  const texts = await Promise.all(answers.map((answer) => answer.text()));

  for (const answer of answers) {
    assert.equal(answer.status, 200);
    const policy = answer.headers.get("content-security-policy")!;
    assert.deepEqual(policy.split("; "), [
      "sandbox allow-scripts",
      "default-src 'none'",
      "script-src https://robot.test/static/vendor/diagram.js",
      "style-src 'unsafe-inline'",
      "img-src data:",
      "font-src data:",
      "form-action 'none'",
      "frame-ancestors 'self'",
      "base-uri 'none'",
    ]);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  }
  assert.equal(texts[0], texts[1]);
});

Deno.test("A page loads its script only where it has something to do, and no page loads the diagrams' library", async () => {
  await using web = await webWorld();
  await web.write("Plain", "# Plain\n\n[[Other]] $a$\n");
  await web.write("Code", "```js\na\n```\n");
  await web.write("Drawn", "```mermaid\ngraph LR\n```\n");
  const scripts = async (path: string): Promise<string[]> =>
    (await (await web.get(path)).text()).match(/static\/[\w./]+\.js/g) ?? [];

  assert.ok(!(await scripts("/Plain")).includes("static/page.js"));
  assert.ok((await scripts("/Code")).includes("static/page.js"));
  assert.ok((await scripts("/Drawn")).includes("static/page.js"));
  assert.ok(!(await scripts("/Drawn")).includes("static/vendor/diagram.js"));
});

Deno.test("The policy of a page lets it show frames of its own host and of one video service, and no inline style", async () => {
  await using web = await webWorld();
  await web.write(
    "Page",
    "{{Video\nhttps://youtu.be/abcdefghijk\n}}\n\n$\\color{red}{x}$\n\n{{Figure|width=30%|style=color:red}}\n",
  );

  const answer = await web.get("/Page");
  const text = await answer.text();

  const policy = answer.headers.get("content-security-policy")!;
  assert.match(
    policy,
    /frame-src 'self' https:\/\/www\.youtube-nocookie\.com;/,
  );
  assert.doesNotMatch(policy, /unsafe/);
  const body = text.slice(text.indexOf("<main"), text.indexOf("</main>"));
  assert.match(
    body,
    /<iframe src="https:\/\/www\.youtube-nocookie\.com\/embed\/abcdefghijk\?/,
  );
  assert.doesNotMatch(body, / style=/);
});
