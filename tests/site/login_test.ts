import assert from "node:assert/strict";
import { type Doors, form, type Init, openDoors } from "../support/doors.ts";
import { ALICE, FakeNetwork, PDS } from "../support/fake_network.ts";
import { createWorld, type World } from "../support/world.ts";

const ORIGIN = "https://robot.test";
/** Somebody else's link to somewhere else. */
const ELSEWHERE = [
  "//evil.test",
  "/\\evil.test",
  "https://evil.test/",
  "https://robot.test.evil.test/",
  "https://robot.test@evil.test/",
  "https://evil.test/.robot.test",
  "http://robot.test/",
  "https://robot.test:8443/",
  "javascript:alert(1)",
  "/\t/evil.test",
];

/** A browser that keeps its cookies, in front of doors whose outside world is played. */
class Browser {
  readonly jar = new Map<string, string>();

  constructor(readonly doors: Doors, readonly network: FakeNetwork) {}

  async get(url: string, init: Init = {}): Promise<Response> {
    const cookie = [...this.jar].map((pair) => pair.join("=")).join("; ");
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const answer = await this.doors.request(url, { ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/Max-Age=0\b/.test(line)) this.jar.delete(name!);
      else this.jar.set(name!, value!);
    }
    return answer;
  }

  /** Sends the login form. */
  login(handle: string, fields: Record<string, string> = {}) {
    return this.get("/auth/login", form(ORIGIN, { handle, ...fields }));
  }

  /** From the form to the address to which the server sends the browser back. */
  async goOut(
    handle = ALICE.handle,
    fields: Record<string, string> = {},
    change: Record<string, string> = {},
  ): Promise<string> {
    const answer = await this.login(handle, fields);
    assert.equal(answer.status, 303, await answer.text());
    return this.network.comeBack(answer.headers.get("location")!, change);
  }

  get isSignedIn(): boolean {
    return this.jar.has("__Host-robot");
  }
}

async function open() {
  const world = await createWorld();
  const network = new FakeNetwork();
  const doors = await openDoors(world, network);
  return {
    ...{ world, network, doors },
    browser: () => new Browser(doors, network),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** The sentence of a failed sign-in. */
async function problemOf(answer: Response): Promise<string> {
  const html = await answer.text();
  const found = /<p id="login-problem">([^<]*)<\/p>/.exec(html);
  assert.ok(found, html);
  return found[1]!;
}

function reasonOf(world: World): unknown {
  return world.events("signin_failed").at(-1)!.fields["reason"];
}

Deno.test("a person signs in with a handle, gets an account and is led to the first page", async () => {
  await using stage = await open();
  const browser = stage.browser();
  const wanted = "https://garden.robot.test/Home?x=1";

  const back = await browser.goOut("@Alice.PDS.example ", {
    return_to: wanted,
  });
  const answer = await browser.get(back);

  assert.equal(answer.status, 303);
  assert.equal(
    answer.headers.get("location"),
    `${ORIGIN}/app/welcome?return_to=${encodeURIComponent(wanted)}`,
  );
  assert.ok(browser.isSignedIn);
  assert.ok(browser.jar.has("__Secure-robot"));
  assert.equal(browser.jar.has("__Host-signin"), false);
  const user = stage.world.house.platform.users.find(ALICE.did)!;
  assert.equal(user.handle, ALICE.handle);
  assert.equal(user.name, "Alice Abroad");
  assert.equal(user.pds, PDS);
  assert.equal(user.lastSigninAt, "2026-11-20T12:00:00.000Z");
  const [entry] = stage.world.house.platform.audit.list({
    event: "signed_in",
  });
  assert.equal(entry!.actorDid, ALICE.did);
  const pushed = stage.network.posted.get("/oauth/par")!;
  assert.equal(pushed.get("scope"), "atproto");
  assert.equal(pushed.get("code_challenge_method"), "S256");
  assert.equal(pushed.get("prompt"), null);
  assert.ok(stage.network.asked.includes("POST pds.example/oauth/revoke"));
  const { platform: { db } } = stage.world.house;
  for (const table of ["oauth_states", "oauth_sessions"]) {
    assert.equal(rowsOf(db, table), 0, table);
  }
});

Deno.test("who has a user name is led to where they were going, else to the dashboard", async () => {
  await using stage = await open();
  const { users } = stage.world.house.platform;
  await stage.browser().get(await stage.browser().goOut());
  const first = stage.browser();
  await first.get(await first.goOut());
  users.setUsername(ALICE.did, "alice");
  const lead = async (return_to: string) => {
    const browser = stage.browser();
    const answer = await browser.get(
      await browser.goOut(ALICE.handle, {
        return_to,
      }),
    );
    assert.ok(browser.isSignedIn);
    return answer.headers.get("location");
  };

  assert.equal(await lead(""), `${ORIGIN}/app/`);
  assert.equal(await lead("/app/account"), `${ORIGIN}/app/account`);
  const wiki = "https://garden.robot.test/A_B";
  assert.equal(await lead(wiki), wiki);
  for (const evil of ELSEWHERE) {
    assert.equal(await lead(evil), `${ORIGIN}/app/`, evil);
  }
});

Deno.test("who comes back is the account that the server names, whatever was typed", async () => {
  await using stage = await open();
  const bob = { did: `did:plc:${"b".repeat(24)}`, handle: "bob.pds.example" };
  stage.network.accounts.push(bob);
  stage.network.guest = bob;
  const browser = stage.browser();

  await browser.get(await browser.goOut(ALICE.handle));

  const { users } = stage.world.house.platform;
  assert.equal(users.find(ALICE.did), undefined);
  assert.equal(users.find(bob.did)!.name, "bob.pds.example");
});

Deno.test("what cannot be a name is told at once, and stays in the field; the log does not have it", async () => {
  await using stage = await open();
  const cases: [string, RegExp][] = [
    ["", /Type your handle first/],
    [" \u200b\u202e ", /Type your handle first/],
    ["hunter2@example.org", /e-mail address/],
    ["not a handle!", /cannot be a handle/],
    ["alice.", /cannot be a handle/],
    ["did:key:z6Mk", /not a DID that can sign in/],
    ["did:plc:short", /not a DID that can sign in/],
    ["http://pds.example", /begins with https/],
    ["https://pds.example:8443", /neither a port/],
    ["https://a:b@pds.example", /nor a user name/],
    ["https://localhost", /begins with https/],
  ];
  for (const [typed, says] of cases) {
    const answer = await stage.browser().login(typed);
    assert.equal(answer.status, 400, typed);
    const copy = answer.clone();
    assert.match(await problemOf(answer), says, typed);
    assert.equal(reasonOf(stage.world), "not_a_name");
    if (typed.trim() === typed && typed !== "") {
      assert.ok((await copy.text()).includes(`value="${typed}"`), typed);
    }
    stage.world.wait(60);
  }
  assert.deepEqual(stage.network.asked, []);
  assert.equal(JSON.stringify(stage.world.logged).includes("hunter2"), false);
  const entries = stage.world.house.platform.audit.list({});
  assert.equal(JSON.stringify(entries).includes("hunter2"), false);
});

Deno.test("each way that leads to no server is a sentence that says what to do", async () => {
  await using stage = await open();
  const { network } = stage;
  const doc = `plc.directory/${ALICE.did}`;
  const resource = "pds.example/.well-known/oauth-protected-resource";
  const down = () => Promise.reject(new TypeError("down"));
  const cases: [string, string, number, () => void][] = [
    ["nobody.pds.example", "unknown_handle", 400, () => {}],
    ["nobody", "unknown_handle", 400, () => {}],
    [ALICE.handle, "server_down", 503, () => {
      network.instead.set(`${ALICE.handle}/.well-known/atproto-did`, down);
    }],
    [ALICE.handle, "server_down", 503, () => network.instead.set(doc, down)],
    [ALICE.did, "unknown_account", 400, () => {
      network.instead.set(doc, () => new Response("gone", { status: 404 }));
    }],
    [ALICE.handle, "unpaired_handle", 400, () => {
      network.instead.set(
        `other.example/.well-known/atproto-did`,
        () => new Response(ALICE.did),
      );
    }],
    [ALICE.handle, "server_down", 503, () => {
      network.instead.set(resource, down);
    }],
    [ALICE.handle, "server_down", 503, () => {
      network.instead.set(
        resource,
        () => new Response("busy", { status: 502 }),
      );
    }],
    [PDS, "server_odd", 400, () => {
      network.instead.set(resource, () => new Response("<html>"));
      network.instead.set(
        "pds.example/.well-known/oauth-authorization-server",
        () => new Response("<html>"),
      );
    }],
    [ALICE.handle, "not_accepted", 503, () => {
      network.instead.set(
        "pds.example/oauth/par",
        () =>
          Response.json({ error: "invalid_client_metadata" }, { status: 400 }),
      );
    }],
    [ALICE.handle, "server_down", 503, () => {
      network.instead.set(
        "pds.example/oauth/par",
        () => Response.json({ error: "server_error" }, { status: 500 }),
      );
    }],
    [ALICE.handle, "server_odd", 400, () => {
      network.instead.set(
        "pds.example/oauth/par",
        () => Response.json({ error: "what" }, { status: 400 }),
      );
    }],
  ];
  for (const [typed, reason, status, arrange] of cases) {
    network.instead.clear();
    arrange();
    const name = reason === "unpaired_handle" ? "other.example" : typed;
    const answer = await stage.browser().login(name, {
      return_to: "https://garden.robot.test/Home",
    });
    const html = await answer.clone().text();
    assert.equal(answer.status, status, `${name} ${reason}`);
    assert.equal(reasonOf(stage.world), reason, await problemOf(answer));
    assert.ok(html.includes(`value="${name}"`), name);
    assert.ok(html.includes(`value="https://garden.robot.test/Home"`));
    stage.world.wait(3600);
  }
});

Deno.test("each way back that ends in nothing is a sentence, and nobody is signed in", async () => {
  await using stage = await open();
  const { network } = stage;
  const denied = { error: "access_denied" };
  const cases: [string, number, Record<string, string>, () => void][] = [
    ["denied", 400, denied, () => {}],
    ["inactive", 403, {
      ...denied,
      error_description: "This account has been deactivated",
    }, () => {}],
    ["server_down", 503, { error: "temporarily_unavailable" }, () => {}],
    ["server_odd", 400, { error: "invalid_request" }, () => {}],
    ["wrong_issuer", 400, { iss: "https://evil.example" }, () => {}],
    ["server_down", 503, {}, () => {
      network.instead.set(
        "pds.example/oauth/token",
        () => Promise.reject(new TypeError("down")),
      );
    }],
    ["expired", 400, {}, () => {
      network.instead.set(
        "pds.example/oauth/token",
        () => Response.json({ error: "invalid_grant" }, { status: 400 }),
      );
    }],
    ["not_accepted", 503, {}, () => {
      network.instead.set(
        "pds.example/oauth/token",
        () => Response.json({ error: "invalid_client" }, { status: 401 }),
      );
    }],
    ["wrong_issuer", 400, {}, () => {
      // The server names an account that has moved elsewhere meanwhile.
      network.instead.set(
        "pds.example/.well-known/oauth-protected-resource",
        () =>
          Response.json({
            resource: PDS,
            authorization_servers: ["https://other.example"],
          }),
      );
      network.instead.set(
        "other.example/.well-known/oauth-authorization-server",
        async () => {
          const answer = await new FakeNetwork().fetch(
            `${PDS}/.well-known/oauth-authorization-server`,
          );
          const text = (await answer.text()).replaceAll(
            PDS,
            "https://other.example",
          );
          return Response.json(JSON.parse(text));
        },
      );
    }],
  ];
  for (const [reason, status, change, arrange] of cases) {
    network.instead.clear();
    const browser = stage.browser();
    const back = await browser.goOut(ALICE.handle, {}, change);
    arrange();
    const answer = await browser.get(back);
    const html = await answer.clone().text();
    const problem = await problemOf(answer);
    assert.equal(reasonOf(stage.world), reason, problem);
    assert.equal(answer.status, status, reason);
    assert.ok(html.includes(`value="${ALICE.handle}"`), reason);
    assert.equal(browser.isSignedIn, false);
    stage.world.wait(3600);
  }
  assert.equal(stage.world.house.platform.users.find(ALICE.did), undefined);
});

Deno.test("a callback works once, within an hour, with its own state", async () => {
  await using stage = await open();
  const browser = stage.browser();
  const used = await browser.goOut();
  await browser.get(used);
  const late = await stage.browser().goOut();
  const other = stage.browser();
  const mine = await other.goOut();

  const replayed = await browser.get(used);
  const forged = await other.get(mine.replace(/state=[^&]*/, "state=forged"));
  const bare = await other.get(`${ORIGIN}/auth/callback`);
  stage.world.wait(3601);
  const tooLate = await other.get(late);

  for (const answer of [replayed, forged, bare, tooLate]) {
    assert.equal(answer.status, 400);
    assert.match(await problemOf(answer), /used before, or is older/);
  }
  assert.equal(other.isSignedIn, false);
});

Deno.test("a callback signs nobody in who did not begin it, and the person who did may go on", async () => {
  await using stage = await open();
  const attacker = stage.browser();
  const victim = stage.browser();
  const theirs = await victim.goOut();
  const bait = await attacker.goOut();

  const answer = await victim.get(bait);
  const bare = await stage.browser().get(await attacker.goOut());

  for (const refused of [answer, bare]) {
    assert.equal(refused.status, 400);
    const html = await refused.clone().text();
    assert.match(await problemOf(refused), /another browser/);
    assert.equal(html.includes(ALICE.handle), false);
  }
  assert.equal(victim.isSignedIn, false);
  stage.network.posted.get("/oauth/par")!.set("state", "");
  await victim.get(theirs);
  assert.equal(victim.isSignedIn, true);
});

Deno.test("POST /auth/login is refused from another site and from a sibling wiki", async () => {
  await using stage = await open();
  for (const origin of ["https://evil.test", "https://garden.robot.test"]) {
    const refused = await stage.doors.request(
      "/auth/login",
      form(origin, { handle: ALICE.handle }),
    );
    assert.equal(refused.status, 403);
    assert.deepEqual(refused.headers.getSetCookie(), []);
  }
  assert.deepEqual(stage.network.asked, []);
});

Deno.test("who is suspended or leaving is refused with the reason, and has no session", async () => {
  await using stage = await open();
  const { users } = stage.world.house.platform;
  const first = stage.browser();
  await first.get(await first.goOut());
  const comeBack = async () => {
    const browser = stage.browser();
    const answer = await browser.get(await browser.goOut());
    assert.equal(browser.isSignedIn, false);
    return { status: answer.status, problem: await problemOf(answer) };
  };

  users.change(ALICE.did, { suspended: "sent advertisements" });
  const suspended = await comeBack();
  users.change(ALICE.did, { suspended: null, leavingAt: "2026-11-20" });
  const leaving = await comeBack();

  assert.equal(suspended.status, 403);
  assert.match(suspended.problem, /sent advertisements/);
  assert.equal(leaving.status, 503);
  assert.match(leaving.problem, /is being deleted/);
});

Deno.test("nothing odd about handle, name or profile keeps anybody out", async () => {
  await using stage = await open();
  const { network } = stage;
  const { users } = stage.world.house.platform;
  const signIn = async () => {
    const browser = stage.browser();
    await browser.get(await browser.goOut(ALICE.did));
    assert.ok(browser.isSignedIn);
    stage.world.wait(3600);
    const { handle, name } = users.find(ALICE.did)!;
    return { handle, name };
  };
  const record = "pds.example/xrpc/com.atproto.repo.getRecord";
  const shown = (displayName: unknown) => {
    network.instead.set(
      record,
      () => Response.json({ value: { displayName } }),
    );
    return signIn();
  };

  const odd = await shown("<b>Al\u202eice\u0000</b>\n\nB " + "x".repeat(500));
  assert.equal(odd.name.length, 100);
  assert.match(odd.name, /^bAlice \/b B x+$/);
  assert.equal((await shown(" \u2028 ")).name, ALICE.handle);
  assert.equal((await shown({ a: 1 })).name, ALICE.handle);
  assert.equal((await shown("Kept")).name, "Kept");
  network.instead.set(record, () => Promise.reject(new TypeError("down")));
  assert.equal((await signIn()).name, "Kept");
  network.instead.set(
    `${ALICE.handle}/.well-known/atproto-did`,
    () => new Response("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"),
  );
  assert.equal((await signIn()).handle, "handle.invalid");
});

Deno.test("a handle that changed hands belongs to its new holder", async () => {
  await using stage = await open();
  const { users } = stage.world.house.platform;
  users.put({
    did: "did:plc:former",
    handle: ALICE.handle,
    name: "Former",
    createdAt: "2026-11-20T13:00:00.000Z",
  });
  const browser = stage.browser();

  await browser.get(await browser.goOut());

  assert.equal(users.findByHandle(ALICE.handle)!.did, ALICE.did);
  assert.equal(users.find("did:plc:former")!.handle, "handle.invalid");
});

Deno.test("after signing out the next sign-in asks again, also after signing out on a wiki; once", async () => {
  await using stage = await open();
  const browser = stage.browser();
  const promptOf = async () => {
    const back = await browser.goOut();
    const prompt = stage.network.posted.get("/oauth/par")!.get("prompt");
    await browser.get(back);
    return prompt;
  };

  const first = await promptOf();
  const second = await promptOf();
  await browser.get("/auth/logout", form(ORIGIN, {}));
  const third = await promptOf();
  const fourth = await promptOf();
  const garden = "https://garden.robot.test";
  await browser.get(`${garden}/-/logout`, form(garden, {}));
  const fifth = await promptOf();

  assert.deepEqual(
    [first, second, third, fourth, fifth],
    [null, null, "login", null, "login"],
  );
});

Deno.test("somebody without an account is led to where one is opened, also after signing out", async () => {
  await using stage = await open();
  const { network } = stage;
  for (const name of ["protected-resource", "authorization-server"]) {
    const path = `.well-known/oauth-${name}`;
    network.instead.set(`bsky.social/${path}`, async () => {
      const answer = await new FakeNetwork().fetch(`${PDS}/${path}`);
      const text = (await answer.text()).replaceAll(
        `"${PDS}"`,
        `"https://bsky.social"`,
      );
      return Response.json(JSON.parse(text));
    });
  }
  const browser = stage.browser();
  await browser.get("/auth/logout", form(ORIGIN, {}));

  const answer = await browser.login("", { create: "1" });

  assert.equal(answer.status, 303, await answer.text());
  const pushed = network.posted.get("/oauth/par")!;
  assert.equal(pushed.get("prompt"), "create");
  assert.equal(pushed.get("login_hint"), null);
});

Deno.test("who is signed in goes straight on, to safe places alone, with the wikis' cookie once more", async () => {
  await using stage = await open();
  const headers = await stage.doors.cookiesOf(stage.world.alice);
  const wiki = "https://cellar.robot.test/Wine";
  const ask = (returnTo: string) =>
    stage.doors.request(
      `/auth/login?return_to=${encodeURIComponent(returnTo)}`,
      { headers },
    );

  const answer = await ask(wiki);

  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), wiki);
  assert.ok(answer.headers.getSetCookie()[0]!.startsWith("__Secure-robot="));
  for (const evil of [...ELSEWHERE, ""]) {
    assert.equal((await ask(evil)).headers.get("location"), `${ORIGIN}/app/`);
  }
});

Deno.test("where the wikis' cookie does not stay, the login page does not send anybody in a circle", async () => {
  await using stage = await open();
  const jwt = await stage.doors.signIn(stage.world.alice);

  const answer = await stage.doors.request(
    "/auth/login?return_to=https://cellar.robot.test/",
    { headers: { cookie: `__Host-robot=${jwt}` } },
  );

  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /href="https:\/\/cellar\.robot\.test\/"/);
});

Deno.test("an expired session's cookie fills the field in; nothing else does", async () => {
  await using stage = await open();
  const jwt = await stage.doors.signIn(stage.world.alice);
  const parts = jwt.split(".");
  const forged = `${parts[0]}.${parts[1]}.${parts[2]!.slice(0, -8)}AAAAAAAA`;
  const valueWith = async (cookie: string) => {
    const answer = await stage.doors.request("/auth/login", {
      headers: { cookie: `__Host-robot=${cookie}` },
    });
    assert.equal(answer.status, 200);
    return /name="handle"[^>]* value="([^"]*)"/.exec(await answer.text())![1];
  };
  stage.world.wait(25 * 3600);

  assert.equal(await valueWith(jwt), "alice.example");
  assert.equal(await valueWith(forged), "");
  assert.equal(await valueWith("garbage"), "");
  assert.equal(await valueWith("a.b.c"), "");
});

Deno.test("the login page has no form-action, no script of its own, and is kept nowhere", async () => {
  await using stage = await open();

  const pages = [
    await stage.browser().get("/auth/login?return_to=/app/"),
    await stage.browser().login("alice."),
    await stage.browser().get("/auth/callback?error=x"),
  ];

  for (const answer of pages) {
    const policy = answer.headers.get("content-security-policy")!;
    assert.equal(policy.includes("form-action"), false);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
    await answer.body?.cancel();
  }
});

Deno.test("metadata and keys are plain JSON without cookies, and hold no secret", async () => {
  await using stage = await open();
  const headers = await stage.doors.cookiesOf(stage.world.alice);
  stage.world.wait(13 * 3600); // the session would be renewed

  for (const path of ["/auth/client-metadata.json", "/auth/jwks.json"]) {
    const answer = await stage.doors.request(path, { headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.deepEqual(answer.headers.getSetCookie(), [], path);
    const text = await answer.text();
    assert.equal(/"d"/.test(text), false);
  }
  const metadata = await (await stage.doors.request(
    "/auth/client-metadata.json",
  )).json();
  assert.deepEqual(metadata, {
    client_id: `${ORIGIN}/auth/client-metadata.json`,
    client_name: "robot.test",
    client_uri: ORIGIN,
    redirect_uris: [`${ORIGIN}/auth/callback`],
    scope: "atproto",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    application_type: "web",
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    dpop_bound_access_tokens: true,
    jwks_uri: `${ORIGIN}/auth/jwks.json`,
  });
});

function rowsOf(db: import("node:sqlite").DatabaseSync, table: string) {
  return db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!["n"];
}
