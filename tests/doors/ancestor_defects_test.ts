/**
 * The security defects of the service before this one, each as a test that it is not here. Numbers and order are those of the list
 * that was made of them; where the thing itself does not exist here, the name says so.
 *
 * @module
 */
import assert from "node:assert/strict";
import * as jose from "jose";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { openSafeFetch } from "../../src/auth/safe_fetch.ts";
import { PREFERENCES } from "../../src/wiki/preferences.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { ownConstructs, XSS } from "../corpus/xss.ts";
import { form, openDoors } from "../support/doors.ts";
import { git } from "../support/git_program.ts";
import { webWorld } from "../support/web_world.ts";
import { createWorld } from "../support/world.ts";

const ORIGIN = "https://robot.test";
const GARDEN = "https://garden.robot.test";
const CELLAR = "https://cellar.robot.test";
const SECRET = "what-only-the-cellar-knows";

Deno.test("defect 1: REST asks for the rights of who calls, for reading and for writing", async () => {
  await using web = await webWorld();
  await web.write("Home", "public\n");
  await web.write("Home", SECRET, "cellar");
  const page = "/api/v1/pages/Home";
  const put = (as: "visitor" | "carol" | "stranger", slug: string) =>
    web.send(page, { content: "mine" }, { as, slug, method: "PUT" });

  const answers = [
    await put("visitor", "garden"),
    await web.get(page, { as: "visitor", method: "DELETE" }),
    await put("carol", "cellar"),
    await put("stranger", "cellar"),
    await web.get(page, { as: "stranger", slug: "cellar" }),
    await web.get(page, { as: "visitor", slug: "cellar" }),
  ];

  const statuses = answers.map(({ status }) => status);
  assert.deepEqual(statuses, [401, 401, 403, 403, 403, 401]);
  for (const answer of answers) {
    assert.ok(!(await answer.text()).includes(SECRET));
  }
  const text = await (await web.get(`${page}.md`)).text();
  assert.ok(!text.includes("mine"));
});

Deno.test("defect 2: a token opens its own wiki, as its own person, at MCP too (there is no consent yet that could skip the check)", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("cellar", "Home", SECRET);
  const call = async (token: string) => {
    const params = { name: "read_note", arguments: { path: "Home" } };
    const answer = await doors.request(`${CELLAR}/mcp`, {
      method: "POST",
      headers: {
        "authorization": `Bearer ${token}`,
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params,
      }),
    });
    return { status: answer.status, text: await answer.text() };
  };

  const ofOther = await call(doors.token("garden", world.alice));
  const ofStranger = await call(doors.token("cellar", world.stranger));
  const ofMember = await call(doors.token("cellar", world.carol));

  assert.equal(ofOther.status, 401);
  assert.equal(ofStranger.status, 403);
  assert.ok(!(ofOther.text + ofStranger.text).includes(SECRET));
  assert.ok(ofMember.text.includes(SECRET));
  for (
    const path of ["/auth/oauth/consent?wiki_slug=cellar", "/auth/oauth/token"]
  ) {
    const answer = await doors.request(path, {
      headers: await doors.cookiesOf(world.stranger),
    });
    assert.equal(answer.status, 404, path);
    await answer.body?.cancel();
  }
});

Deno.test("defect 3: nobody is led elsewhere after signing in or out, however the address is written", async () => {
  await using web = await webWorld();
  const wishes = [
    "//evil.test/",
    "/\\evil.test/",
    "https://evil.test/",
    "https://robot.test.evil.test/",
    "https://robot.test@evil.test/",
    "\t//evil.test/",
    "javascript:alert(1)//robot.test",
    "https://www.robot.test/",
  ];

  for (const wish of wishes) {
    const query = `return_to=${encodeURIComponent(wish)}`;
    for (const as of ["alice", "visitor"] as const) {
      for (const path of ["/auth/login", "/app/welcome", "/auth/logout"]) {
        const from = { as, slug: "" };
        const answer = await web.get(`${path}?${query}`, from);
        const place = answer.headers.get("location") ?? `${ORIGIN}/`;
        const { hostname } = new URL(place, ORIGIN);
        assert.equal(hostname, "robot.test", `${path} ${wish}`);
        const links = (await answer.text()).match(/href="[^"]*"/g) ?? [];
        assert.ok(!links.some((link) => /evil|javascript/.test(link)), wish);
      }
    }
    const out = await web.post("/auth/logout", { return_to: wish }, {
      ...{ as: "visitor", slug: "" },
    });
    assert.equal(out.headers.get("location"), `${ORIGIN}/`, wish);
  }
});

Deno.test("defect 4: no API shows a wiki's row: neither token hashes nor places on the server nor its id", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const token = doors.token("garden", world.alice);
  const headers = {
    authorization: `Bearer ${await doors.signIn(world.alice)}`,
  };
  const made = await doors.request("/api/wikis/garden/token", {
    ...{ method: "POST", headers },
  });
  const texts = [await made.text()];
  for (
    const path of ["me", "wikis", "wikis/garden", "wikis/garden/tokens"]
  ) {
    const answer = await doors.request(`/api/${path}`, { headers });
    assert.equal(answer.status, 200, path);
    texts.push(await answer.text());
  }

  const hashes = world.house.platform.db.prepare("SELECT hash FROM tokens")
    .all().map(({ hash }) => hash as Uint8Array);
  assert.equal(hashes.length, 2);
  for (const text of texts) {
    assert.doesNotMatch(text, /hash|"path"|repo_path|\.db\b/);
    assert.ok(!text.includes(world.dir) && !text.includes(world.garden.id));
    assert.ok(!text.includes(token));
    for (const hash of hashes) {
      const bytes = Uint8Array.from(hash);
      for (const form of [bytes.toHex(), bytes.toBase64()]) {
        assert.ok(!text.includes(form.slice(0, 12)));
      }
    }
  }
});

Deno.test("defect 5: a sibling's page sends no form of the dashboard, the wikis' cookie opens none, and files run nothing", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const { cookie } = await doors.cookiesOf(world.alice);
  const wikiCookie = cookie.split("; ")[0]!;
  const ask = async (headers: Record<string, string>) => {
    const fields = { confirm: "cellar" };
    const init = form(ORIGIN, fields, headers);
    const url = "/app/wiki/cellar/delete";
    const answer = await doors.request(url, init);
    await answer.body?.cancel();
    return answer.status;
  };

  assert.equal(await ask({ cookie, origin: GARDEN }), 403);
  assert.equal(await ask({ cookie, origin: "null" }), 403);
  assert.equal(await ask({ cookie: wikiCookie, origin: ORIGIN }), 401);
  assert.match(cookie, /__Host-robot=/);

  const body = new FormData();
  const html = "<script>alert(1)</script>";
  body.append("file", new File([html], "page.html", { type: "text/html" }));
  body.append("file", new File(["<svg/>"], "a.svg", { type: "image/svg+xml" }));
  const headers = { cookie, origin: GARDEN };
  await world.write("garden", "Home", "# Home\n");
  await (await doors.request(`${GARDEN}/-/attachments/Home`, {
    ...{ method: "POST", headers, body },
  })).body?.cancel();
  for (const name of ["page.html", "a.svg"]) {
    const answer = await doors.request(`${GARDEN}/Home/${name}`);
    await answer.body?.cancel();
    assert.equal(answer.status, 200, name);
    assert.match(answer.headers.get("content-security-policy")!, /^sandbox/);
    assert.match(answer.headers.get("content-disposition")!, /^attachment/);
    assert.equal(
      answer.headers.get("content-type"),
      "application/octet-stream",
    );
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  }
});

Deno.test("defect 6: a token is found by one look into an index, and never by trying wiki after wiki", async () => {
  await using world = await createWorld();
  const { db } = world.house.platform;

  for (
    const [table, column] of [["tokens", "hash"], ["signin_links", "hash"], [
      "sessions",
      "id",
    ]]
  ) {
    const plan = db.prepare(
      `EXPLAIN QUERY PLAN SELECT * FROM ${table} WHERE ${column} = ?`,
    ).all().map(({ detail }) => String(detail));
    assert.equal(plan.length, 1, table);
    assert.match(
      plan[0]!,
      new RegExp(`^SEARCH .* INDEX .*\\(${column}=\\?\\)`),
    );
  }
});

Deno.test("defect 7: no key follows from what everybody knows: sessions are signed by a random key, and by no other (there is no HMAC)", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const jwt = await doors.signIn(world.alice);
  const { keys } = doors.sessions;
  const claims = jose.decodeJwt(jwt);
  const header = { typ: "session+jwt", kid: keys.session.kid };
  const pem = await jose.exportSPKI(keys.session.publicKey);
  const encoder = new TextEncoder();
  const sign = (alg: string, key: CryptoKey | Uint8Array) =>
    new jose.SignJWT(claims).setProtectedHeader({ ...header, alg }).sign(key);
  const own = await jose.generateKeyPair("RS256");
  const [, payload] = jwt.split(".");
  const none = encoder.encode(JSON.stringify({ ...header, alg: "none" }));
  const forged = [
    await sign("RS256", own.privateKey),
    await sign("HS256", encoder.encode(pem)),
    await sign("HS256", encoder.encode(pem.slice(0, 64))),
    `${
      none.toBase64({ alphabet: "base64url", omitPadding: true })
    }.${payload}.`,
    await new jose.SignJWT(claims)
      .setProtectedHeader({ ...header, alg: "RS256", typ: "at+jwt" })
      .sign(keys.session.privateKey),
  ];

  for (const [i, token] of forged.entries()) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await doors.request("/api/me", { headers });
    await answer.body?.cancel();
    assert.equal(answer.status, 401, `${i}`);
  }
});

Deno.test("defect 8: what was approved once is used once, and for what it was approved (sign-in links; there are no approval tokens)", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const secret = doors.signinSecret(world.alice);
  const redeem = async () => {
    const init = form(ORIGIN, { secret });
    const answer = await doors.request("/auth/link", init);
    await answer.body?.cancel();
    return answer.status;
  };

  assert.deepEqual([await redeem(), await redeem()], [303, 401]);

  const { keys } = doors.sessions;
  const claims = jose.decodeJwt(await doors.signIn(world.alice));
  for (const aud of [CELLAR, "robot.wtf", "https://evil.test"]) {
    const token = await new jose.SignJWT({ ...claims, aud })
      .setProtectedHeader({
        ...{ alg: "RS256", typ: "session+jwt", kid: keys.session.kid },
      })
      .sign(keys.session.privateKey);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await doors.request("/api/me", { headers });
    await answer.body?.cancel();
    assert.equal(answer.status, 401, aud);
  }
});

Deno.test("defect 9: a host that is no wiki has no pages and no rights, not even for the owner of all", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("cellar", "Home", SECRET);
  const headers = await doors.cookiesOf(world.alice);
  const hosts = [
    ..."www mcp auth app nothing x.cellar -cellar".split(" ")
      .map((label) => `${label}.robot.test`),
    ...["robot.test.evil.test", "cellar.robot.test.evil.test", "evil.test"],
  ];

  for (const host of hosts) {
    for (const path of ["/", "/Home", "/-/admin", "/api/v1/pages", "/api/me"]) {
      const answer = await doors.request(`https://${host}${path}`, { headers });
      const text = await answer.text();
      assert.equal(answer.status, 404, host + path);
      assert.ok(!text.includes(SECRET) && !text.includes("Cellar"), host);
    }
  }
});

Deno.test("defect 10: a wiki is private where nothing says otherwise, and where a level is damaged", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const ownerDid = world.alice.user!.did;
  await createWiki(world.house, { slug: "attic", ownerDid });
  const look = async (as: "visitor" | "stranger") => {
    const headers = as === "visitor" ? {} : await doors.cookiesOf(world[as]);
    const url = "https://attic.robot.test/api/v1/pages";
    const answer = await doors.request(url, { headers });
    await answer.body?.cancel();
    return answer.status;
  };
  assert.deepEqual([await look("visitor"), await look("stranger")], [401, 403]);

  const { platform } = world.house;
  const attic = platform.wikis.find("attic")!;
  for (const damaged of ["", "anonymous", "PUBLIC", "1"]) {
    platform.db.prepare("UPDATE wikis SET read_access = ? WHERE id = ?")
      .run(damaged, attic.id);
    platform.wikis.change(world.garden.id, {}); // forgets the rows it kept
    const seen = [await look("visitor"), await look("stranger")];
    assert.deepEqual(seen, [401, 403], damaged);
  }
});

Deno.test("defect 11: the settings' forms ask for the right to manage when they are sent, not only when they are shown", async () => {
  await using web = await webWorld();
  const { world } = web;
  const before = { ...world.garden };
  const open = { readAccess: "ANONYMOUS", writeAccess: "ANONYMOUS" };
  const forms: [string, Record<string, string>][] = [
    ["/-/admin", { name: "Mine", SIDEBAR_CUSTOM_MENU: "[]" }],
    ["/-/admin/access", { ...open, attachmentAccess: "ANONYMOUS" }],
    ["/-/admin/members", { action: "add", who: "stranger.example" }],
  ];

  for (const [path, fields] of forms) {
    for (const as of ["bob", "carol", "stranger", "visitor"] as const) {
      const { status } = await web.post(path, fields, { as });
      assert.equal(status, as === "visitor" ? 401 : 403, `${path} ${as}`);
    }
  }
  assert.deepEqual({ ...world.garden }, before);
  assert.equal(world.house.platform.members.list(before.id).length, 2);
});

Deno.test("defect 12: git shows no file of the server through a symlink, clones nothing private for nobody, and takes no push", async () => {
  await using web = await webWorld();
  await web.write("Home", "# Home\n");
  await web.write("Home", SECRET, "cellar");
  web.world.leave();
  addSymlinks(`${web.world.dir}/wikis/garden/repo.git`);

  for (
    const path of [
      ...["/Secrets", "/Secrets.md", "/-/page/Secrets", "/-/source/Secrets"],
      ...["/Home/passwd.txt", "/-/file/Home/passwd.txt", "/folder/passwd"],
      ...["/api/v1/pages/Secrets", "/api/v1/pages/Home/attachments/passwd.txt"],
    ]
  ) {
    const answer = await web.get(path);
    const text = await answer.text();
    assert.equal(answer.status, 404, path);
    assert.ok(!text.includes("root:"), path);
  }
  const clone = "/repo.git/info/refs?service=git-upload-pack";
  for (const path of [clone, clone.replace("/repo.git", "/.git")]) {
    const answer = await web.get(path, { as: "visitor", slug: "cellar" });
    assert.equal(answer.status, 401, path);
    assert.ok(!(await answer.text()).includes("refs/"));
  }
  const push = await web.get("/repo.git/git-receive-pack", {
    ...{ method: "POST", headers: web.bearer() },
  });
  assert.match(await push.text(), /ERR /);
});

Deno.test("defect 13: a revision is no option of a program, a name leads nowhere but into the wiki, and no text runs", async () => {
  await using web = await webWorld();
  const revision = await web.write("Home", "# Home\n");
  const target = `${web.world.dir}/written`;
  for (
    const option of [`--output=${target}`, "-h", "HEAD;id", "$(id)", "@{-1}"]
  ) {
    const rev = encodeURIComponent(option);
    for (
      const path of [
        `/-/diff/Home?from=${rev}&to=${revision}`,
        `/-/commit/${rev}`,
        `/-/blame/Home?revision=${rev}`,
        `/-/at/${rev}/Home`,
        `/api/v1/diff/Home?from=${rev}`,
        `/api/v1/commits/${rev}`,
      ]
    ) {
      const { status } = await web.get(path);
      assert.ok([400, 404, 422].includes(status), `${status} ${path}`);
    }
  }
  await assert.rejects(Deno.stat(target), Deno.errors.NotFound);
  for (
    const path of [
      "/-/file/..%2f..%2fetc%2fpasswd",
      "/-/file/%2e%2e/%2e%2e/keys/session.jwk",
      "/static/..%2f..%2fmain.ts",
      "/-/file/Home/..%5c..%5crobot.db",
    ]
  ) {
    const answer = await web.get(path);
    assert.ok([400, 404].includes(answer.status), `${answer.status} ${path}`);
    assert.doesNotMatch(await answer.text(), /root:|"kty"|Deno\.|SQLite/);
  }

  const attacks = XSS.filter((_, i) => i % 16 === 0);
  const text = attacks.map((attack, i) =>
    `${attack}\n\n${i % 4 === 0 ? ownConstructs(attack) : ""}`
  ).join("\n\n");
  const csv = "{{CSV|../../robot.db}}\n\n{{CSV|/etc/passwd}}\n";
  const front = `---\ntitle: '<img src=x onerror=alert(1)>'\n---\n\n`;
  await web.write("Attack", `${front}${csv}${text}\n`);
  const page = await web.get("/Attack");
  const html = await page.text();
  assert.equal(page.status, 200);
  assert.notDeepEqual(runnable(text), []); // the judge sees them
  assert.deepEqual(runnable(html), []);
  assert.doesNotMatch(html, /root:x|SQLite format/);

  const menu = JSON.stringify([
    { title: "<b>x</b>", link: "javascript:alert(1)", icon: "<img onerror=x>" },
  ]);
  await web.post("/-/admin", { SIDEBAR_CUSTOM_MENU: menu });
  assert.deepEqual(runnable(await (await web.get("/Home")).text()), []);
  for (const path of ["/-/lost_password", "/-/register"]) {
    const answer = await web.get(path, { as: "visitor" });
    assert.ok([301, 302, 404].includes(answer.status), path);
    assert.doesNotMatch(await answer.text(), /type="password"/);
  }
});

Deno.test("defect 14: the service reaches no other repository and tells no other server (it has no remotes, no webhooks, and starts no programs)", async () => {
  await using web = await webWorld();
  const names = Object.keys(PREFERENCES).filter((name) =>
    /REMOTE|WEBHOOK|PUSH|PULL|SSH|GIT_WEB/.test(name)
  );
  const settings = await (await web.get("/-/admin")).text();
  const sources = await sourcesOf(new URL("../../src/", import.meta.url));

  assert.deepEqual(names, []);
  assert.doesNotMatch(settings, /webhook|ssh:/i);
  assert.ok(sources.length > 300);
  for (const { path, text } of sources) {
    assert.doesNotMatch(text, /\bDeno\.Command\b|child_process/, path);
  }
});

Deno.test("defect 15: a name that leads to this machine or its neighbours is asked nothing", async () => {
  let connections = 0;
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const counting = (async () => {
    for await (const connection of listener) {
      connections++;
      connection.close();
    }
  })();
  const { port } = listener.addr;
  await using guarded = openSafeFetch({
    deadlineMs: 2_000,
    resolve: () => Promise.resolve(["127.0.0.1"]),
  });

  for (
    const url of [
      `http://127.0.0.1:${port}/`,
      `https://127.0.0.1:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      "https://169.254.169.254/latest/meta-data/",
      "https://2130706433/",
      "https://user@evil.test/",
      "https://rebound.test/",
      "https://localhost/",
      "file:///etc/passwd",
    ]
  ) await assert.rejects(guarded.fetch(url), Error, url);
  listener.close();
  await counting;
  assert.equal(connections, 0);
});

Deno.test("defect 16: no header makes anybody anybody: there is no internal key, and what a proxy would say of a person is not read", async () => {
  await using web = await webWorld({ ROBOT_METRICS_TOKEN: "the-internal-key" });
  await web.write("Home", SECRET, "cellar");
  const injected: Record<string, string>[] = [
    {
      "x-otterwiki-email": "alice@robot.test",
      "x-otterwiki-name": "Alice",
      "x-otterwiki-permissions": "READ,WRITE,UPLOAD,ADMIN",
    },
    { "remote-user": "did:plc:alice", "x-remote-user": "alice.example" },
    { "x-forwarded-user": "alice.example", "x-forwarded-email": "a@b.c" },
    {
      "x-forwarded-host": "garden.robot.test",
      "x-original-url": "/robots.txt",
    },
    { authorization: "Bearer the-internal-key" },
    { "x-api-key": "the-internal-key", "x-internal-key": "the-internal-key" },
    { forwarded: "for=127.0.0.1;host=robot.test" },
  ];

  for (const headers of injected) {
    for (
      const path of ["/", "/-/admin", "/api/v1/pages/Home", "/api/v1/members"]
    ) {
      const from = { as: "visitor", slug: "cellar", headers } as const;
      const answer = await web.get(path, from);
      const text = await answer.text();
      assert.ok([302, 401].includes(answer.status), path);
      assert.ok(!text.includes(SECRET));
    }
    const me = await web.get("/api/me", { as: "visitor", slug: "", headers });
    assert.equal(me.status, 401);
  }
});

/** Symlinks out of the repository, as a page, as an attachment and as a folder. */
function addSymlinks(repository: string): void {
  const blob = (target: string) => {
    const file = `${repository}/target`;
    Deno.writeTextFileSync(file, target);
    const oid = git(repository, "hash-object", "-w", file).trim();
    Deno.removeSync(file);
    return oid;
  };
  git(repository, "read-tree", "HEAD");
  for (
    const [path, target] of [
      ["Secrets.md", "/etc/passwd"],
      ["Home/passwd.txt", "/etc/passwd"],
      ["folder", "/etc"],
    ] as const
  ) {
    const entry = `120000,${blob(target)},${path}`;
    git(repository, "update-index", "--add", "--cacheinfo", entry);
  }
  const tree = git(repository, "write-tree").trim();
  const args = ["commit-tree", tree, "-p", "HEAD", "-m", "links"];
  git(repository, "update-ref", "HEAD", git(repository, ...args).trim());
}

/** What could run in a page as a browser would read it: foreign scripts, handlers, addresses that are code. */
function runnable(html: string): string[] {
  const found: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node) => {
    if ("tagName" in node) {
      const attrs = new Map(node.attrs.map(({ name, value }) => [name, value]));
      const isOurs = attrs.get("src")?.startsWith(`${ORIGIN}/static/`);
      if (node.tagName === "script" && !isOurs) found.push("script");
      if (/^(iframe|object|embed|base|svg:script)$/.test(node.tagName)) {
        found.push(node.tagName);
      }
      for (const [name, value] of attrs) {
        if (/^on/.test(name)) found.push(`${node.tagName} ${name}`);
        if (/^(href|src|action|formaction|data)$/.test(name)) {
          if (/^[\s\p{Cc}]*(javascript|vbscript|data:text)/iu.test(value)) {
            found.push(`${name}=${value}`);
          }
        }
      }
    }
    if ("childNodes" in node) node.childNodes.forEach(walk);
  };
  walk(parse(html));
  return found;
}

async function sourcesOf(
  folder: URL,
): Promise<{ path: string; text: string }[]> {
  const found: { path: string; text: string }[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(name, folder);
    if (isDirectory) found.push(...await sourcesOf(new URL(`${url}/`)));
    else if (/\.tsx?$/.test(name)) {
      found.push({ path: name, text: await Deno.readTextFile(url) });
    }
  }
  return found;
}
