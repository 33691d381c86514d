import assert from "node:assert/strict";
import { openDoors } from "../support/doors.ts";
import { createWorld } from "../support/world.ts";
import { fieldOf, type WebWorld, webWorld } from "../support/web_world.ts";

const JSON_WANTED = { headers: { accept: "application/json" } };

// ---- the list and uploading, for scripts

Deno.test("POST /-/attachments/<page> stores files and answers JSON; GET lists them", async () => {
  await using world = await webWorld();
  await world.write("Trees/Oak", "Oak\n");

  const stored = await world.upload("/-/attachments/Trees/Oak", [
    ["message", "Two files"],
    ["file", new File(["png"], "my map.png")],
    ["file", new File(["text"], "notes.txt")],
  ], JSON_WANTED);
  const listed = await world.get("/-/attachments/trees/oak", {
    ...JSON_WANTED,
    as: "visitor",
  });

  assert.equal(stored.status, 201);
  const { attachments } = await stored.json();
  const revision = /revision=([0-9a-f]{40})/.exec(attachments[0].thumbnailUrl)
    ?.[1];
  assert.deepEqual(attachments, [{
    name: "my_map.png",
    path: "Trees/Oak/my_map.png",
    url: "/Trees/Oak/my_map.png",
    sizeBytes: 3,
    type: "image/png",
    isImage: true,
    thumbnailUrl: `/Trees/Oak/my_map.png?thumbnail=&revision=${revision}`,
    markdown: "![my map](./my_map.png)",
    sentAs: "my map.png",
  }, {
    name: "notes.txt",
    path: "Trees/Oak/notes.txt",
    url: "/Trees/Oak/notes.txt",
    sizeBytes: 4,
    type: "text/plain; charset=utf-8",
    isImage: false,
    thumbnailUrl: null,
    markdown: "[notes.txt](./notes.txt)",
    sentAs: null,
  }]);
  assert.equal(listed.status, 200);
  assert.equal(listed.headers.get("vary"), "Accept");
  assert.deepEqual(
    (await listed.json()).attachments.map(({ name }: { name: string }) => name),
    ["my_map.png", "notes.txt"],
  );
  const changes = await (await world.get("/-/changelog")).text();
  assert.match(changes, /Two files/);
});

Deno.test("POST /-/attachments/<page> says in JSON what is wrong, and stores nothing", async () => {
  await using world = await webWorld({ ROBOT_MAX_ATTACHMENT_BYTES: "1000" });
  await world.write("Oak", "Oak\n");
  await put(world, "Oak", "taken.txt", "one");
  const send = async (...parts: [string, string | File][]) => {
    const answer = await world.upload("/-/attachments/Oak", parts, JSON_WANTED);
    return [answer.status, (await answer.json()).error];
  };

  assert.deepEqual(await send(["message", "x"]), [
    400,
    "Cannot upload: no file was chosen",
  ]);
  assert.deepEqual(
    await send(["file", new File(["x".repeat(1001)], "film.mp4")]),
    [413, `Cannot upload "film.mp4": a file may have 1000 bytes`],
  );
  assert.equal((await send(["file", new File(["x"], ".git")]))[0], 400);
  assert.equal((await send(["file", new File(["x"], "Page.md")]))[0], 400);
  assert.equal((await send(["file", new File(["two"], "taken.txt")]))[0], 409);
  assert.equal(
    (await send(["replace", "a/b"], ["file", new File(["x"], "b")]))[0],
    400,
  );
  assert.equal(
    (await send(["replace", "gone.txt"], ["file", new File(["x"], "b")]))[0],
    404,
  );
  assert.deepEqual(await names(world, "Oak"), ["taken.txt"]);
});

Deno.test("POST /-/attachments/<page> replaces a file under its own name; an old base is refused", async () => {
  await using world = await webWorld();
  await world.write("Oak", "Oak\n");
  const base = await put(world, "Oak", "a.txt", "one");
  const replace = (text: string) =>
    world.upload("/-/attachments/Oak", [
      ["replace", "a.txt"],
      ["base", base],
      ["file", new File([text], "other.txt")],
    ], JSON_WANTED);

  const first = await replace("two");
  const second = await replace("three");

  assert.equal(first.status, 201);
  assert.equal((await first.json()).attachments[0].name, "a.txt");
  assert.equal(second.status, 409);
  assert.equal((await second.json()).reason, "changed");
  assert.equal(await (await world.get("/Oak/a.txt")).text(), "two");
});

// ---- without scripts

Deno.test("the form without a script leads back to the list, and says how a file was renamed", async () => {
  await using world = await webWorld();
  await world.write("Oak", "Oak\n");

  const sent = await world.upload("/-/attachments/Oak", [
    ["message", ""],
    ["file", new File(["x"], "../a b.txt")],
  ]);
  const cookie = sent.headers.get("set-cookie")!.split(";")[0]!;
  const list = await world.get("/-/attachments/Oak", { headers: { cookie } });

  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get("location"), "/-/attachments/Oak");
  const html = await list.text();
  assert.match(html, /Stored: a_b\.txt \(sent as “[^”]*a b\.txt”\)/);
  assert.match(html, /<a href="\/Oak\/a_b\.txt">a_b\.txt<\/a>/);
});

Deno.test("the form without a script comes back with what was wrong", async () => {
  await using world = await webWorld({ ROBOT_MAX_ATTACHMENT_BYTES: "1000" });
  await world.write("Oak", "Oak\n");
  await put(world, "Oak", "a.txt", "one");
  const send = (name: string, text: string) =>
    world.upload("/-/attachments/Oak", [["file", new File([text], name)]]);

  const taken = await send("a.txt", "two");
  const large = await send("b.txt", "x".repeat(2000));
  const empty = await send("", "");

  assert.equal(taken.status, 409);
  assert.match(await taken.text(), /there is a file “?&?.*a\.txt.* already/);
  assert.equal(large.status, 413);
  assert.match(await large.text(), /a file may have 1000 bytes/);
  assert.equal(empty.status, 400);
  assert.match(await empty.text(), /no file was chosen/);
  assert.deepEqual(await names(world, "Oak"), ["a.txt"]);
});

Deno.test("/-/attachment/<file> shows versions, renames and deletes with the base that was seen", async () => {
  await using world = await webWorld();
  await world.write("Oak", "Oak\n");
  await put(world, "Oak", "a.txt", "one");
  const html = await (await world.get("/-/attachment/Oak/a.txt")).text();
  const base = fieldOf(html, "base");

  const renamed = await world.post("/-/attachment/Oak/a.txt", {
    base,
    new_filename: "b c.txt",
  });
  const missing = await world.post("/-/attachment/Oak/b_c.txt", {
    new_filename: "d.txt",
  });
  const shown = await (await world.get("/-/attachment/oak/B c.txt", {
    as: "visitor",
  })).headers.get("location");
  const now = await (await world.get("/-/attachment/Oak/b_c.txt")).text();
  const old = await world.post("/-/attachment/Oak/b_c.txt", {
    base,
    delete: "yes",
  });
  const deleted = await world.post("/-/attachment/Oak/b_c.txt", {
    base: fieldOf(now, "base"),
    delete: "yes",
    message: "not needed",
  });

  assert.equal(renamed.headers.get("location"), "/-/attachment/Oak/b_c.txt");
  assert.equal(missing.status, 400);
  assert.equal(shown, "/-/attachment/Oak/b_c.txt");
  assert.match(now, /moved/);
  assert.match(now, new RegExp(`/-/file/Oak/a.txt\\?revision=${base}`));
  assert.equal(old.status, 409);
  assert.equal(deleted.headers.get("location"), "/-/attachments/Oak");
  assert.deepEqual(await names(world, "Oak"), []);
});

Deno.test("who may not upload or write sees no form, and a form of theirs is refused", async () => {
  await using world = await webWorld();
  await world.write("Oak", "Oak\n");
  const base = await put(world, "Oak", "a.txt", "one");
  const file: [string, File] = ["file", new File(["x"], "x.txt")];

  for (const path of ["/-/attachments/Oak", "/-/attachment/Oak/a.txt"]) {
    const html = await (await world.get(path, { as: "visitor" })).text();
    assert.doesNotMatch(html, /<form[^>]*method="post"/);
  }
  const sent = [
    await world.upload("/-/attachments/Oak", [file], { as: "visitor" }),
    await world.upload("/-/attachments/Oak", [file], {
      as: "carol",
      slug: "cellar",
    }),
    await world.upload("/-/attachments/Oak", [file], {
      as: "stranger",
      slug: "cellar",
    }),
    await world.upload("/-/attachments/Oak", [file], {
      headers: { origin: "https://cellar.robot.test" },
    }),
    await world.post("/-/attachment/Oak/a.txt", { base, delete: "yes" }, {
      as: "visitor",
    }),
    await world.post("/-/attachment/Oak/a.txt", { base, delete: "yes" }, {
      headers: { origin: "https://evil.example" },
    }),
  ];

  assert.deepEqual(sent.map(({ status }) => status), [
    401,
    403,
    403,
    403,
    401,
    403,
  ]);
  assert.deepEqual(await names(world, "Oak"), ["a.txt"]);
  const list = await world.get("/-/attachments/Oak", {
    ...JSON_WANTED,
    as: "stranger",
    slug: "cellar",
  });
  assert.equal(list.status, 403);
});

Deno.test("paths that lead out of a page's folder upload nowhere", async () => {
  await using world = await webWorld();
  await world.write("Oak", "Oak\n");
  const file: [string, File] = ["file", new File(["x"], "config")];
  const paths = [
    "/-/attachments/~../Oak",
    "/-/attachments/Oak/%2e%2e/%2e%2e/x",
    "/-/attachments/.git",
    "/-/attachments/.git/hooks",
    "/-/attachments/a%00b",
    "/-/attachments/-/x",
    "/-/attachments/%ff",
  ];

  for (const path of paths) {
    const { status } = await world.upload(path, [file], JSON_WANTED);
    assert.ok([400, 404].includes(status), `${path}: ${status}`);
  }
});

Deno.test("an upload whose sender leaves in the middle stores nothing, and gives its memory back", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "Oak\n");
  const doors = await openDoors(world);
  const origin = "https://garden.robot.test";
  const headers = {
    origin,
    ...await doors.cookiesOf(world.alice),
    "content-type": "multipart/form-data; boundary=B",
    accept: "application/json",
  };
  const { wiki } = world.visit("garden", world.alice);
  const head = wiki.repo.head();
  const objects = [...wiki.repo.store.loose.oids()].length;
  const part = new TextEncoder().encode(
    `--B\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n`,
  );
  const leave = () => {
    let pieces = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (pieces === 0) controller.enqueue(part);
        else if (pieces < 50) controller.enqueue(new Uint8Array(100_000));
        else controller.error(new TypeError("the client left"));
        pieces++;
      },
    });
    const init = { method: "POST", headers, body };
    return doors.request(`${origin}/-/attachments/Oak`, init);
  };

  // Fourteen times 8 MB are more than one person may hold at a time.
  for (let run = 0; run < 14; run++) {
    assert.equal((await leave()).status, 400);
  }

  assert.equal(wiki.repo.head(), head);
  assert.equal([...wiki.repo.store.loose.oids()].length, objects);
  assert.deepEqual(world.events("request_failed"), []);
});

/** Uploads one file; its revision. */
async function put(
  world: WebWorld,
  page: string,
  name: string,
  text: string,
): Promise<string> {
  await world.upload(
    `/-/attachments/${page}`,
    [["file", new File([text], name)]],
    JSON_WANTED,
  );
  const html = await (await world.get(`/-/attachment/${page}/${name}`)).text();
  return fieldOf(html, "base");
}

async function names(world: WebWorld, page: string): Promise<string[]> {
  const answer = await world.get(`/-/attachments/${page}`, JSON_WANTED);
  const { attachments } = await answer.json();
  return attachments.map(({ name }: { name: string }) => name);
}
