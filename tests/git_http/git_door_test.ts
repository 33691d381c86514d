import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { FLUSH, pktLine } from "../../src/git/pkt_line.ts";
import { PackSlots } from "../../src/http/pack_slots.ts";
import { type Doors, type Init, openDoors } from "../support/doors.ts";
import { createWorld } from "../support/world.ts";

const GARDEN = "https://garden.robot.test/repo.git";
const CELLAR = "https://cellar.robot.test/repo.git";
const V2 = { "git-protocol": "version=2" };

const basic = (password: string) => ({
  authorization: `Basic ${btoa(`x:${password}`)}`,
});

/** A body of pkt-lines; `0000` and `0001` are marks. */
function body(...lines: string[]): Uint8Array<ArrayBuffer> {
  const parts = lines.map((line) =>
    /^000[01]$/.test(line)
      ? new TextEncoder().encode(line)
      : pktLine(`${line}\n`)
  );
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function upload(
  doors: Doors,
  bytes: BodyInit,
  init: Init = {},
): Promise<Response> {
  const headers = {
    "content-type": "application/x-git-upload-pack-request",
    ...V2,
    ...init.headers,
  };
  return doors.request(`${GARDEN}/git-upload-pack`, {
    ...init,
    method: "POST",
    body: bytes,
    headers,
  });
}

Deno.test("GET /repo.git/info/refs lists branches in protocol 0, and abilities in protocol 2", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "hello\n");
  const doors = await openDoors(world);
  const head = world.reading("garden", world.visitor).head;

  const first = await doors.request(
    `${GARDEN}/info/refs?service=git-upload-pack`,
  );
  const second = await doors.request(
    "https://garden.robot.test/.git/info/refs?service=git-upload-pack",
    { headers: V2 },
  );

  assert.equal(first.status, 200);
  assert.equal(
    first.headers.get("content-type"),
    "application/x-git-upload-pack-advertisement",
  );
  assert.equal(
    first.headers.get("cache-control"),
    "no-cache, max-age=0, must-revalidate",
  );
  const text = await first.text();
  assert.ok(text.startsWith(`001e# service=git-upload-pack\n0000`), text);
  assert.ok(
    text.includes(`${head} HEAD\0`) &&
      text.includes(`${head} refs/heads/main\n`),
    text,
  );
  assert.match(text, /symref=HEAD:refs\/heads\/main/);
  assert.doesNotMatch(text, /filter|allow-|no-done/);
  const abilities = await second.text();
  assert.ok(
    abilities.startsWith("000eversion 2\n") && abilities.endsWith("0000"),
    abilities,
  );
  assert.doesNotMatch(abilities, /filter|wait-for-done/);
});

Deno.test("a private wiki answers git 401 with a question, then 403 to those without the right", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const paths = [
    "info/refs?service=git-upload-pack",
    "info/refs?service=git-receive-pack",
    "HEAD",
  ];
  for (const path of paths) {
    const anonymous = await doors.request(`${CELLAR}/${path}`);
    assert.equal(anonymous.status, 401, path);
    assert.match(
      anonymous.headers.get("www-authenticate") ?? "",
      /^Basic realm="cellar"/,
    );

    const headers = basic(await doors.signIn(world.stranger));
    assert.equal(
      (await doors.request(`${CELLAR}/${path}`, { headers })).status,
      403,
      path,
    );
  }
  const post = await doors.request(`${CELLAR}/git-upload-pack`, {
    method: "POST",
    body: "0000",
  });
  assert.equal(post.status, 401, "a POST asks too");
  assert.match(
    post.headers.get("www-authenticate") ?? "",
    /^Basic realm="cellar"/,
  );
  const wrong = await doors.request(
    `${GARDEN}/info/refs?service=git-upload-pack`,
    { headers: basic("rwtf_wrong") },
  );
  assert.equal(
    wrong.status,
    401,
    "a wrong credential is not anonymous, even at a public wiki",
  );
  assert.match(
    wrong.headers.get("www-authenticate") ?? "",
    /^Basic realm="garden"/,
  );
});

Deno.test("pushing is refused with a sentence to somebody, and with 401 to nobody", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const headers = basic(doors.token("garden", world.alice));
  const path = `${GARDEN}/info/refs?service=git-receive-pack`;

  const anonymous = await doors.request(path);
  const known = await doors.request(path, { headers });
  const blind = await doors.request(`${GARDEN}/git-receive-pack`, {
    method: "POST",
    body: "0000",
    headers,
  });

  assert.equal(anonymous.status, 401);
  assert.equal(known.status, 200);
  assert.match(
    await known.text(),
    /^001f# service=git-receive-pack\n0000....ERR Pushing is not supported yet/,
  );
  assert.match(await blind.text(), /ERR Pushing is not supported yet/);
});

Deno.test("plain files are not served, and the answer says what to do", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);

  const dumb = await doors.request(`${GARDEN}/info/refs`);
  const file = await doors.request(`${GARDEN}/objects/info/packs`);

  assert.equal(dumb.status, 403);
  assert.match(await dumb.text(), /use a git client/);
  assert.equal(file.status, 404);
  assert.match(
    await file.text(),
    /git clone https:\/\/garden\.robot\.test\/repo\.git/,
  );
});

Deno.test("POST git-upload-pack answers ls-refs, an empty probe, and compressed requests", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "hello\n");
  const doors = await openDoors(world);
  const head = world.reading("garden", world.visitor).head;
  const listing = body(
    "command=ls-refs",
    "0001",
    "peel",
    "symrefs",
    "unborn",
    "ref-prefix HEAD",
    "0000",
  );
  const wanted = `${
    pktLine(`${head} HEAD symref-target:refs/heads/main\n`)
  }${FLUSH}`;

  const plain = await upload(doors, listing);
  const packed = await upload(doors, new Uint8Array(gzipSync(listing)), {
    headers: { "content-encoding": "gzip" },
  });
  const probe = await upload(doors, "0000");
  const oldProbe = await upload(doors, "0000", {
    headers: { "git-protocol": "" },
  });

  assert.equal(await plain.text(), wanted);
  assert.equal(
    plain.headers.get("content-type"),
    "application/x-git-upload-pack-result",
  );
  assert.equal(await packed.text(), wanted);
  assert.deepEqual([probe.status, await probe.text()], [200, ""]);
  assert.deepEqual([oldProbe.status, await oldProbe.text()], [200, ""]);
});

Deno.test("POST git-upload-pack answers nonsense with an ERR line", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "hello\n");
  const doors = await openDoors(world);
  const cases: [string, BodyInit][] = [
    ["no pkt-line", "GET / HTTP/1.1"],
    ["an unknown command", body("command=object-info", "0001", "0000")],
    [
      "an unknown argument",
      body("command=fetch", "0001", "filter blob:none", "0000"),
    ],
    ["a bad name", body("command=fetch", "0001", "want HEAD", "0000")],
    [
      "another object format",
      body("command=fetch", "object-format=sha256", "0001", "0000"),
    ],
    [
      "nothing that exists",
      body("command=fetch", "0001", `want ${"1".repeat(40)}`, "done", "0000"),
    ],
    ["a negative depth", body("command=fetch", "0001", "deepen -1", "0000")],
  ];
  for (const [what, bytes] of cases) {
    const answer = await upload(doors, bytes);
    assert.equal(answer.status, 200, what);
    assert.match(await answer.text(), /^[0-9a-f]{4}ERR /, what);
  }
  assert.deepEqual(world.events("request_failed"), []);
});

Deno.test("POST git-upload-pack refuses bombs and what it cannot unpack", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "hello\n");
  const doors = await openDoors(world);
  const bomb = new Uint8Array(gzipSync(new Uint8Array(20 << 20)));

  const large = await upload(doors, bomb, {
    headers: { "content-encoding": "gzip" },
  });
  const broken = await upload(doors, bomb.subarray(0, 100), {
    headers: { "content-encoding": "gzip" },
  });
  const strange = await upload(doors, "0000", {
    headers: { "content-encoding": "br" },
  });

  assert.equal(large.status, 413);
  assert.match(await large.text(), /^[0-9a-f]{4}ERR /);
  assert.equal(broken.status, 400);
  assert.equal(strange.status, 400);
});

Deno.test("a clone that its reader gives up returns the wiki, and its place", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_CONCURRENT_PACKS: "1" },
  });
  await world.write(
    "garden",
    "Home",
    randomBytes(400_000).toString("base64") + "\n",
  );
  const doors = await openDoors(world);
  const head = world.reading("garden", world.visitor).head;
  const clone = body(
    "command=fetch",
    "0001",
    `want ${head}`,
    "ofs-delta",
    "done",
    "0000",
  );

  for (let i = 0; i < 5; i++) {
    const answer = await upload(doors, clone);
    const reader = answer.body!.getReader();
    const { value } = await reader.read();
    assert.ok(
      new TextDecoder("latin1").decode(value).startsWith("000dpackfile\n"),
    );
    await reader.cancel();
  }
});

Deno.test("PackSlots hands places on in order, and turns away who waited too long or left", async () => {
  const slots = new PackSlots();
  const stay = new Request("http://robot.test/");
  const leaving = new AbortController();
  const leave = new Request("http://robot.test/", { signal: leaving.signal });
  const entered: string[] = [];
  const first = await slots.take(1, {
    waitMs: 1000,
    request: stay,
    who: "anybody",
  });

  const second = slots.take(1, {
    waitMs: 10_000,
    request: stay,
    who: "anybody",
  }).then(
    (release) => {
      entered.push("second");
      return release;
    },
  );
  const gone = slots.take(1, {
    waitMs: 10_000,
    request: leave,
    who: "anybody",
  });
  const impatient = slots.take(1, { waitMs: 5, request: stay, who: "anybody" });
  leaving.abort();
  await assert.rejects(gone, { code: "unavailable" });
  await assert.rejects(impatient, {
    code: "unavailable",
    details: { retryAfterSeconds: 10 },
  });
  assert.deepEqual(entered, []);
  first();
  first();
  (await second)();

  const third = await slots.take(1, {
    waitMs: 5,
    request: stay,
    who: "anybody",
  });
  await assert.rejects(
    slots.take(1, { waitMs: 5, request: stay, who: "anybody" }),
    {
      code: "unavailable",
    },
  );
  third();
});

Deno.test("PackSlots keeps one client from taking every place", async () => {
  const slots = new PackSlots();
  const request = new Request("http://robot.test/");
  const take = (who: string, waitMs: number) =>
    slots.take(3, { waitMs, request, who });
  const greedy = [await take("greedy", 5), await take("greedy", 5)];
  await assert.rejects(take("greedy", 5), { code: "unavailable" });

  const modest = await take("modest", 5);
  const third = take("greedy", 10_000);
  const other = take("modest", 10_000);
  modest();
  (await other)();
  greedy[0]!();
  (await third)();
  greedy[1]!();

  assert.ok(await take("anybody", 5));
});
