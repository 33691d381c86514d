/**
 * What a hostile page of the same site can do to somebody who is signed in, tried in a real browser: it must not read, change or
 * frame anything of a wiki or of the dashboard, nor take over a session.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import { type HostileHost, openHostileHost } from "../support/hostile_host.ts";
import { browserTest, signIn, textOf } from "../support/person.ts";
import { picture } from "../support/pictures.ts";
import type { Someone } from "../support/world.ts";

const SECRET = "what-only-the-cellar-knows";

browserTest(
  "a sibling's page reads nothing with the reader's cookies",
  async () => {
    await using stage = await Stage.open();
    const { page, served, evil } = stage;
    const { origin } = served;
    const cellar = served.wikiUrl("cellar");
    // The reader is signed in there, and the browser takes them all for one site.
    await page.goto(cellar);
    assert.match(await textOf(page), new RegExp(SECRET));
    await page.goto(evil.origin);
    assert.match(evil.cookies.at(-1)!, /__Secure-robot=/);
    assert.doesNotMatch(evil.cookies.at(-1)!, /__Host-/);
    assert.equal(await stage.run("document.cookie"), "");

    const addresses = [
      ...[
        "/",
        "/Home.md",
        "/api/v1/pages/Home",
        "/-/source/Home",
        "/sitemap.xml",
      ]
        .map((path) => cellar + path),
      ...["/-/suggest?q=h", "/-/changelog.json", "/-/file/Home/map.png"]
        .map((path) => cellar + path),
      ...["/app/", "/app/wiki/cellar", "/app/account", "/api/me", "/api/wikis"]
        .map((path) => origin + path),
      `${origin}/api/wikis/cellar/members`,
    ];
    for (const url of addresses) {
      for (const mode of ["cors", "no-cors", "same-origin"]) {
        const seen = await stage.call("look", url, { mode });
        assert.match(seen, /^(refused|opaque)$/, `${mode} ${url}`);
      }
    }
    const post = { method: "POST", body: "{}" };
    assert.equal(await stage.call("look", `${cellar}/mcp`, post), "refused");
    for (const url of addresses) {
      for (
        const [tag, attribute, more] of [
          ["script", "src"],
          ["img", "src"],
          ["video", "src"],
          ["link", "href", { rel: "stylesheet" }],
        ] as const
      ) {
        const seen = await stage.call("embed", tag, attribute, url, more ?? {});
        assert.equal(seen, "refused", `<${tag}> ${url}`);
      }
    }
    assert.equal(
      await stage.call("listen", `${cellar}/-/events/Home`),
      "refused",
    );
    // A picture of a public wiki may be shown anywhere.
    const shown = `${served.wikiUrl("garden")}/Home/map.png`;
    assert.equal(await stage.call("embed", "img", "src", shown), "loaded");
  },
);

browserTest(
  "a sibling's page changes nothing: by scripts, by forms, by leading the reader about",
  async () => {
    await using stage = await Stage.open();
    const { page, served, evil } = stage;
    const { origin } = served;
    const cellar = served.wikiUrl("cellar");
    const before = stage.state();
    const mine = served.doors.signinSecret(served.world.stranger);
    const forms: [string, Record<string, string>][] = [
      [`${cellar}/-/edit/Home`, { text: "evil", base: stage.revision }],
      [`${cellar}/-/delete/Home`, { base: stage.revision }],
      [`${cellar}/-/admin/access`, {
        readAccess: "ANONYMOUS",
        writeAccess: "ANONYMOUS",
        attachmentAccess: "ANONYMOUS",
      }],
      [`${cellar}/-/admin/members`, {
        ...{ action: "add", who: "stranger.example", role: "admin" },
      }],
      [`${cellar}/-/logout`, {}],
      [`${cellar}/api/v1/members`, { '{"who":"stranger.example","x":"': '"}' }],
      [`${origin}/app/wiki/cellar/access`, { readAccess: "ANONYMOUS" }],
      [`${origin}/app/wiki/cellar/members`, {
        ...{ action: "add", who: "stranger.example", role: "admin" },
      }],
      [`${origin}/app/wiki/cellar/tokens`, {
        ...{ action: "create", name: "x", scope: "wiki:write" },
      }],
      [`${origin}/app/wiki/cellar/delete`, { confirm: "cellar" }],
      [`${origin}/app/account/delete`, { confirm: "alice" }],
      [`${origin}/app/account/sessions`, { action: "all" }],
      [`${origin}/app/create`, { slug: "attic", name: "Attic" }],
      [`${origin}/api/wikis`, { '{"slug":"attic","display_name":"': '"}' }],
      [`${origin}/api/wikis/cellar/token`, {}],
      [`${origin}/auth/logout`, {}],
      [`${origin}/auth/link`, { secret: mine }],
    ];
    const types = ["application/x-www-form-urlencoded", "text/plain"];

    await page.goto(evil.origin);
    for (const [url, fields] of forms) {
      const body = String(new URLSearchParams(fields));
      for (const type of [...types, "multipart/form-data; boundary=x"]) {
        const init = { method: "POST", mode: "no-cors", body };
        const headers = { "content-type": type };
        await stage.call("look", url, { ...init, headers });
      }
      for (const method of ["PUT", "PATCH", "DELETE"]) {
        const seen = await stage.call("look", url, { method, body });
        assert.equal(seen, "refused", `${method} ${url}`);
      }
      await stage.run(`navigator.sendBeacon(${JSON.stringify(url)}, "a=b")`);
      assert.deepEqual(stage.state(), before, url);
    }
    for (const [url, fields] of forms) {
      for (const type of types) {
        await page.goto(evil.origin);
        const [answer] = await Promise.all([
          page.waitForNavigation(),
          stage.call("send", url, fields, type),
        ]);
        assert.equal(answer?.status(), 403, `${type} ${url}`);
      }
    }
    assert.deepEqual(stage.state(), before);
    // Addresses that do nothing but show something.
    for (
      const url of [
        ...["/-/logout", "/-/leave", "/-/delete/Home", "/-/rename/Home"]
          .map((path) => cellar + path),
        ...[
          "/auth/logout",
          `/auth/link?secret=${mine}`,
          "/auth/callback?state=x",
        ]
          .map((path) => origin + path),
        ...["/app/wiki/cellar/delete", "/app/account/delete", "/app/create"]
          .map((path) => origin + path),
      ]
    ) {
      await page.goto(evil.origin);
      await Promise.all([
        page.waitForNavigation(),
        stage.run(`location.assign(${JSON.stringify(url)})`),
      ]);
    }
    assert.deepEqual(stage.state(), before);
    await stage.demandAlice();
  },
);

browserTest("a sibling's page frames nothing", async () => {
  await using stage = await Stage.open();
  const { page, served, evil } = stage;
  const cellar = served.wikiUrl("cellar");
  const addresses = [
    ...["/", "/-/edit/Home", "/-/admin", "/-/logout", "/-/diagram"]
      .map((path) => cellar + path),
    ...["/Home.md", "/Home/map.png", "/api/v1/pages/Home", "/-/tree"]
      .map((path) => cellar + path),
    ...["/", "/app/", "/app/wiki/cellar", "/app/account", "/api/me"]
      .map((path) => served.origin + path),
    ...["/auth/login", "/auth/logout", "/auth/link?secret=x"]
      .map((path) => served.origin + path),
  ];
  for (const url of addresses) {
    for (
      const [tag, attribute] of [
        ["iframe", "src"],
        ["object", "data"],
        ["embed", "src"],
      ] as const
    ) {
      await page.goto(evil.origin);
      await stage.call("embed", tag, attribute, url);
      assert.deepEqual(stage.framed(), [], `<${tag}> ${url}`);
    }
  }
  // What may be framed is.
  await stage.call("embed", "iframe", "src", `${evil.origin}/own`);
  assert.deepEqual(stage.framed(), [`${evil.origin}/own`]);
});

browserTest(
  "a sibling's page holds no window of ours, and ours hold none of its",
  async () => {
    await using stage = await Stage.open();
    const { page, served, evil } = stage;
    const cellar = served.wikiUrl("cellar");
    for (const url of [cellar, `${served.origin}/app/`, `${cellar}/Home.md`]) {
      await page.goto(evil.origin);
      const [opened] = await Promise.all([
        new Promise<Page | null>((resolve) => page.once("popup", resolve)),
        stage.run(`void (held = window.open(${JSON.stringify(url)}))`),
      ]);
      await opened!.waitForSelector("body");
      await page.waitForFunction("hold(held) === 'severed'");
      assert.equal(await opened!.evaluate("window.opener"), null, url);
      await opened!.close();
    }

    await served.world.write("garden", "Lure", `[away](${evil.origin}/seen)`);
    await page.goto(`${served.wikiUrl("garden")}/Lure`);
    await Promise.all([
      page.waitForNavigation(),
      page.click(`main a[href="${evil.origin}/seen"]`),
    ]);
    assert.equal(new URL(page.url()).origin, evil.origin);
    assert.equal(await stage.run("document.referrer"), "");
    assert.equal(await stage.run("window.opener"), null);
    const registering = "navigator.serviceWorker.register";
    for (const target of [cellar, served.origin]) {
      const foreign = `${registering}("/worker.js", { scope: "${target}/" })`;
      const loaded = `${registering}("${target}/static/page.js")`;
      for (const attempt of [foreign, loaded]) {
        const seen = await stage.run(
          `${attempt}.then(() => "in", () => "refused")`,
        );
        assert.equal(seen, "refused", attempt);
      }
    }
  },
);

browserTest(
  "a sibling's page takes no session over, lends none, and what its host is sent opens no dashboard",
  async () => {
    await using stage = await Stage.open();
    const { page, served, evil } = stage;
    const theirs = await served.doors.signIn(served.world.stranger);
    const domain = "wiki.localhost";
    await page.goto(evil.origin);

    for (
      const line of [
        `__Host-robot=${theirs}; Path=/; Secure; Domain=${domain}`,
        `__Host-robot=${theirs}; Path=/app; Secure`,
        `__Host-robot=${theirs}; Path=/; Secure`,
        `__Secure-robot=${theirs}; Path=/; Secure; Domain=${domain}`,
        `__Secure-robot=${theirs}; Path=/; Secure; Domain=cellar.${domain}`,
        `__Secure-robot=${theirs}; Path=/-/; Secure; Domain=${domain}`,
        `__Secure-robot=${theirs}; Path=/-/index; Secure; Domain=${domain}`,
        `__Secure-robot=; Path=/; Secure; Domain=${domain}; Max-Age=0`,
      ]
    ) {
      await stage.run(`void (document.cookie = ${JSON.stringify(line)})`);
      await stage.demandAlice();
      await page.goto(evil.origin);
    }

    // The attempts are real: the browser sends theirs, and before ours.
    await page.goto(`${evil.origin}/-/index`);
    const sent = evil.cookies.at(-1)!.match(/__Secure-robot=[^;]*/g) ?? [];
    assert.equal(sent[0], `__Secure-robot=${theirs}`);
    assert.notEqual(sent.at(-1), `__Secure-robot=${theirs}`);

    // A server sets what a script may not. No wiki has a server of its own; and the dashboard is out of reach even then.
    for (
      const line of [
        `__Host-robot=${theirs}; Path=/; Secure; HttpOnly; Domain=${domain}`,
        `__Secure-robot=${theirs}; Path=/app; Secure; HttpOnly; Domain=${domain}`,
        `__Secure-robot=${theirs}; Path=/; Secure; HttpOnly; Domain=${domain}`,
      ]
    ) {
      await page.goto(`${evil.origin}/set?line=${encodeURIComponent(line)}`);
      await page.goto(`${served.origin}/app/account`);
      assert.match(await textOf(page, "body"), /alice\.example/, line);
    }

    const stolen = (await stage.cookieOf(served.world.alice)).split("; ")[0]!;
    const ask = async (path: string, init: RequestInit = {}) => {
      const { origin } = served;
      const headers = { cookie: stolen, origin };
      const url = `${origin}${path}`;
      const answer = await served.doors.request(url, { ...init, headers });
      await answer.body?.cancel();
      return answer.status;
    };
    assert.match(stolen, /^__Secure-robot=/);
    assert.equal(await ask("/app/wiki/cellar"), 302);
    assert.equal(await ask("/api/me"), 401);
    assert.equal(await ask("/api/wikis/cellar/token", { method: "POST" }), 401);
    const bearer = { authorization: `Bearer ${stolen}` };
    const answer = await served.doors.request(`${served.origin}/api/me`, {
      headers: bearer,
    });
    assert.equal(answer.status, 401);
    await answer.body?.cancel();
  },
);

/** Alice, signed in, in front of a hostile page. */
class Stage implements AsyncDisposable {
  constructor(
    readonly served: ServedWorld,
    readonly evil: HostileHost,
    readonly page: Page,
    /** Of the cellar's home page. */
    readonly revision: string,
  ) {}

  static async open(): Promise<Stage> {
    const served = await serveWorld();
    const { world } = served;
    const { revision } = await world.write("cellar", "Home", SECRET);
    await world.write("garden", "Home", "# Home\n");
    const evil = openHostileHost("wiki.localhost");
    const { page } = await served.openPage();
    await signIn(served, page);
    for (const slug of ["garden", "cellar"]) await addPicture(served, slug);
    world.leave();
    return new Stage(served, evil, page, revision);
  }

  /** Runs a script in the page that is open. */
  async run(script: string): Promise<string> {
    return await this.page.evaluate(script) as string;
  }

  /** Calls one of the hostile page's functions. */
  call(name: string, ...args: unknown[]): Promise<string> {
    const list = args.map((arg) => JSON.stringify(arg)).join(", ");
    return this.run(`${name}(${list})`);
  }

  /** What the page frames; a browser shows its own page where it refuses. */
  framed(): string[] {
    return this.page.frames().slice(1).map((frame) => frame.url())
      .filter((url) => /^http/.test(url));
  }

  /** Everything that an attack would change. */
  state(): unknown {
    const { world } = this.served;
    const { platform } = world.house;
    const { head } = world.reading("cellar", world.alice);
    world.leave();
    return {
      head,
      wikis: platform.wikis.list(),
      members: platform.members.list(world.cellar.id),
      tokens: platform.tokens.list(world.cellar.id).length,
      people: platform.users.list(),
      sessions: platform.db.prepare("SELECT id, revoked_at FROM sessions")
        .all(),
    };
  }

  /** Who is signed in is Alice, on each of our hosts. */
  async demandAlice(): Promise<void> {
    const { page, served } = this;
    await page.goto(`${served.origin}/app/account`);
    assert.match(await textOf(page, "body"), /alice\.example/);
    for (const path of ["/-/index", "/-/admin"]) {
      const answer = await page.goto(served.wikiUrl("cellar") + path);
      assert.ok([200, 304].includes(answer!.status()), path);
    }
  }

  /** The cookies of a new session. */
  async cookieOf(who: Someone): Promise<string> {
    return (await this.served.doors.cookiesOf(who)).cookie;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.served[Symbol.asyncDispose]();
    await this.evil[Symbol.asyncDispose]();
  }
}

async function addPicture(served: ServedWorld, slug: string): Promise<void> {
  const { doors, world } = served;
  const origin = served.wikiUrl(slug);
  const body = new FormData();
  body.append(
    "file",
    new File(
      [await picture("png", 8, 8) as Uint8Array<ArrayBuffer>],
      "map.png",
    ),
  );
  const answer = await doors.request(`${origin}/-/attachments/Home`, {
    ...{ method: "POST", body },
    headers: { origin, ...await doors.cookiesOf(world.alice) },
  });
  assert.equal(answer.status, 303, await answer.text());
}
