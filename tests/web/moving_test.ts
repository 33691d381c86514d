import assert from "node:assert/strict";
import { fieldOf, type WebWorld, webWorld } from "../support/web_world.ts";

const CONFIRM = { action: "rename", update_links: "on" };

async function baseOf(web: WebWorld, path: string): Promise<string> {
  return fieldOf(await (await web.get(`/-/rename/${path}`)).text(), "base");
}

Deno.test("GET /-/rename asks for a name, the preview shows what changes, the deed redirects to the page", async () => {
  await using web = await webWorld();
  await web.put({
    "Old.md": "# Old\n",
    "Old/Sub.md": "x\n",
    "Old/a.png": "x",
    "Home.md": "[[Old]] and [sub](/Old/Sub)\n",
  });

  const asked = await web.get("/-/rename/Old");
  assert.equal(asked.status, 200);
  const form = await asked.text();
  const base = fieldOf(form, "base");
  assert.match(base, /^[0-9a-f]{40}$/);
  assert.doesNotMatch(form, /value="rename"/);

  const fields = {
    base,
    new_path: "New name",
    message: "Why",
    update_links: "on",
  };
  const preview = await web.post("/-/rename/Old", {
    ...fields,
    action: "preview",
  });
  assert.equal(preview.status, 200);
  const plan = (await preview.text()).replace(/\s+/g, " ");
  assert.match(
    plan,
    /2 pages move, with 1 attachment\. 2 links change in 1 page\./,
  );
  assert.match(plan, /value="rename"/);
  assert.equal(fieldOf(plan, "new_path"), "New name");
  assert.equal((await web.get("/Old")).status, 200);

  const done = await web.post("/-/rename/Old", { ...fields, action: "rename" });
  assert.equal(done.status, 303);
  assert.equal(done.headers.get("location"), "/New_name");
  assert.match(
    await (await web.get("/Home.md")).text(),
    /\[\[New name\]\] and \[sub\]\(\/New_name\/Sub\)/,
  );
});

Deno.test("an old address answers 301 for GET and HEAD, with its query, for sub-pages and their Markdown", async () => {
  await using web = await webWorld();
  await web.put({ "Old.md": "x\n", "Old/Sub.md": "x\n" });
  const base = await baseOf(web, "Old");
  await web.post("/-/rename/Old", { base, new_path: "New", ...CONFIRM });

  const where: [string, string][] = [
    ["/Old", "/New"],
    ["/old", "/New"],
    ["/Old?a=b&c", "/New?a=b&c"],
    ["/Old/Sub", "/New/Sub"],
    ["/Old.md", "/New.md"],
    ["/-/page/Old", "/-/page/New"],
    ["/-/links/Old?x=1", "/-/links/New?x=1"],
    ["/-/rename/Old", "/-/rename/New"],
  ];
  for (const [from, to] of where) {
    for (const method of ["GET", "HEAD"]) {
      const answer = await web.get(from, { method });
      assert.equal(answer.status, 301, `${method} ${from}`);
      assert.equal(answer.headers.get("location"), to);
    }
  }
  assert.equal(
    (await web.get("/Old")).headers.get("cache-control"),
    "private, no-cache",
  );
});

Deno.test("a page that is made at an old address is shown there again", async () => {
  await using web = await webWorld();
  await web.write("Old", "x\n");
  await web.post("/-/rename/Old", {
    base: await baseOf(web, "Old"),
    new_path: "New",
    ...CONFIRM,
  });
  const asked = await web.get("/-/edit/Old");
  assert.equal(asked.headers.get("location"), "/-/edit/New");

  const made = await web.post("/-/edit/Old", {
    text: "again\n",
    base: "",
    message: "",
  });

  assert.equal(made.status, 303);
  assert.equal((await web.get("/Old")).status, 200);
  assert.equal((await web.get("/.redirects")).status, 404);
});

Deno.test("a redirect never leads out of the wiki, or to one of its actions", async () => {
  await using web = await webWorld();
  await web.put({
    "Home.md": "x\n",
    ".redirects": [
      "A\t//evil.example",
      "B\t/-/logout",
      "C\t-/logout",
      "D\thttps://evil.example",
      "E\t../x",
      "F\tHome\\..\\x",
      "G\tG",
      "H\tI",
      "I\tH",
    ].join("\n"),
  });

  for (const path of "ABCDEFGHI") {
    const answer = await web.get(`/${path}`);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers.get("location"), null);
  }
});

Deno.test("a refused name comes back with what was typed", async () => {
  await using web = await webWorld();
  await web.put({ "Old.md": "x\n", "Taken.md": "x\n", "Old/a.png": "x" });
  const base = await baseOf(web, "Old");
  const refused: [string, number, RegExp][] = [
    ["", 400, /it is empty/],
    ["Old", 400, /it has this name/],
    ["../../etc", 400, /begins with a dot/],
    ["x/.git/y", 400, /begins with a dot/],
    ["-/logout", 400, /address of the service/],
    ["Old/Inside", 400, /into themselves/],
    ["taken", 409, /Taken.{0,10} exists already/],
  ];
  for (const [name, status, says] of refused) {
    for (const action of ["preview", "rename"]) {
      const answer = await web.post("/-/rename/Old", {
        ...{ base, new_path: name, message: "My words", action },
      });
      const html = await answer.text();
      assert.equal(answer.status, status, name);
      assert.match(html, says);
      assert.equal(fieldOf(html, "new_path"), name);
      assert.equal(fieldOf(html, "message"), "My words");
    }
  }
});

Deno.test("a page that changed since the form was opened is not renamed, deleted or restored", async () => {
  await using web = await webWorld();
  const old = await web.write("Page", "one\n");
  await web.write("Page", "two\n");

  const posts: [string, Record<string, string>][] = [
    ["/-/rename/Page", { base: old, new_path: "New", ...CONFIRM }],
    ["/-/delete/Page", { base: old }],
    ["/-/restore/Page", { base: old, revision: old }],
  ];
  for (const [url, fields] of posts) {
    const answer = await web.post(url, fields);
    assert.equal(answer.status, 409, url);
    const html = await answer.text();
    assert.match(html, /was changed since you opened this form/);
    assert.notEqual(fieldOf(html, "base"), old);
  }
  assert.match(await (await web.get("/Page.md")).text(), /two/);
  assert.equal(
    (await web.post("/-/rename/Page", { new_path: "New", ...CONFIRM })).status,
    400,
  );
});

Deno.test("the form to delete counts what lies below, and takes it along where it is ticked", async () => {
  await using web = await webWorld();
  await web.put({
    "A.md": "x\n",
    "A/B.md": "x\n",
    "A/x.png": "x",
    "A/y.png": "x",
  });

  const form = await (await web.get("/-/delete/A")).text();
  assert.match(form, /1 sub-page and 2 attachments/);
  const base = fieldOf(form, "base");
  const done = await web.post("/-/delete/A", { base, recursive: "on" });

  assert.equal(done.status, 303);
  assert.equal((await web.get("/A/B")).status, 404);
  assert.equal((await web.get("/A/x.png")).status, 404);
});

Deno.test("a deletion is undone from the page that is missing, a rename from the changelog", async () => {
  await using web = await webWorld();
  await web.write("Page", "text\n");
  const base = fieldOf(await (await web.get("/-/delete/Page")).text(), "base");
  await web.post("/-/delete/Page", { base });

  const missing = await (await web.get("/Page")).text();
  const revert = /\/-\/revert\/[0-9a-f]{40}/.exec(missing)![0];
  const form = await (await web.get(revert)).text();
  assert.equal(fieldOf(form, "message"), "Revert: Delete: Page");
  const done = await web.post(revert, { message: "Bring it back" });
  assert.equal(done.headers.get("location"), "/-/changelog");
  assert.equal((await web.get("/Page")).status, 200);

  await web.post("/-/rename/Page", {
    base: await baseOf(web, "Page"),
    new_path: "New",
    ...CONFIRM,
  });
  const log = await (await web.get("/-/changelog")).text();
  await web.post(/\/-\/revert\/[0-9a-f]{40}/.exec(log)![0], {});
  assert.equal((await web.get("/Page")).status, 200);
  assert.equal((await web.get("/New")).status, 404);
});

Deno.test("a change that cannot be reverted names the pages, and the form keeps the message", async () => {
  await using web = await webWorld();
  await web.write("Page", "one\n");
  const revision = await web.write("Page", "two\n");
  await web.write("Page", "three\n");

  const answer = await web.post(`/-/revert/${revision}`, { message: "Please" });

  assert.equal(answer.status, 409);
  const html = await answer.text();
  assert.match(html, /changed since in the same place/);
  assert.match(html, /<code>Page<\/code>/);
  assert.equal(fieldOf(html, "message"), "Please");
});

Deno.test("an older revision is restored; a deleted page comes back", async () => {
  await using web = await webWorld();
  const old = await web.write("Page", "one\n");
  const now = await web.write("Page", "two\n");
  const view = await (await web.get(`/-/view/Page?revision=${old}`)).text();
  assert.ok(view.includes(`/-/restore/Page?revision=${old}`));

  const form = await (await web.get(`/-/restore/Page?revision=${old}`)).text();
  assert.equal(fieldOf(form, "base"), now);
  const done = await web.post("/-/restore/Page", { base: now, revision: old });
  assert.equal(done.headers.get("location"), "/Page");
  assert.equal(await (await web.get("/Page.md")).text(), "one\n");

  const base = fieldOf(await (await web.get("/-/delete/Page")).text(), "base");
  await web.post("/-/delete/Page", { base });
  const again = await (await web.get(`/-/restore/Page?revision=${now}`)).text();
  assert.equal(fieldOf(again, "base"), "");
  await web.post("/-/restore/Page", { base: "", revision: now });
  assert.equal(await (await web.get("/Page.md")).text(), "two\n");
});

Deno.test("who may not write gets neither the forms nor the deeds", async () => {
  await using web = await webWorld();
  const secret = await web.write("Secret", "x\n", "cellar");
  const open = await web.write("Open", "x\n");

  for (
    const [as, slug, revision, page] of [
      ["carol", "cellar", secret, "Secret"],
      ["stranger", "cellar", secret, "Secret"],
      ["visitor", "garden", open, "Open"],
    ] as const
  ) {
    const gets = [
      `/-/rename/${page}`,
      `/-/delete/${page}`,
      `/-/revert/${revision}`,
      `/-/restore/${page}?revision=${revision}`,
    ];
    for (const url of gets) {
      const answer = await web.get(url, { as, slug });
      assert.ok([302, 403].includes(answer.status), `${as} GET ${url}`);
    }
    const fields = { base: revision, revision, new_path: "New", ...CONFIRM };
    for (const url of gets) {
      const answer = await web.post(url.split("?")[0]!, fields, { as, slug });
      assert.ok(
        [401, 403].includes(answer.status),
        `${as} POST ${url}: ${answer.status}`,
      );
    }
  }
  assert.equal((await web.get("/Open")).status, 200);
});

Deno.test("a page of a sibling wiki cannot make a visitor rename, delete or revert", async () => {
  await using web = await webWorld();
  const revision = await web.write("Page", "x\n");
  const headers = { origin: "https://evil.robot.test" };

  for (
    const url of [
      "/-/rename/Page",
      "/-/delete/Page",
      `/-/revert/${revision}`,
      "/-/restore/Page",
    ]
  ) {
    const answer = await web.post(url, {
      base: revision,
      revision,
      new_path: "New",
      ...CONFIRM,
    }, { headers });
    assert.equal(answer.status, 403, url);
  }
  assert.equal((await web.get("/Page")).status, 200);
});

Deno.test("a name of a revision that is none, or a page that never was, is not found", async () => {
  await using web = await webWorld();
  const revision = await web.write("Page", "x\n");
  const other = await web.write("Secret", "x\n", "cellar");

  for (
    const url of [
      "/-/revert/ffffffffffffffffffffffffffffffffffffffff",
      "/-/revert/--output=x",
      `/-/revert/${other}`,
      "/-/restore/Page?revision=HEAD~1",
      "/-/restore/Page",
      `/-/restore/Nowhere?revision=${revision}`,
      `/-/restore/..%2F..%2Fetc?revision=${revision}`,
      "/-/rename/Nowhere",
    ]
  ) assert.equal((await web.get(url)).status, 404, url);
});
