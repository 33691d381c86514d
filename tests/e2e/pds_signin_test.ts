/** Signing in at a real PDS, as a browser does it. @module */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { OAuthResponseError, TokenRefreshError } from "@atproto/oauth-client";
import { OauthClients } from "../../src/auth/oauth_client.ts";
import {
  type SavedSession,
  sessionStore,
} from "../../src/auth/oauth_stores.ts";
import { unseal } from "../../src/auth/sealed.ts";
import { internetOfFile, VISITOR_ADDRESS } from "../support/internet.ts";
import { PDS_HOST, pdsTest } from "../support/pds.ts";
import { openService, type Service } from "../support/public_service.ts";
import type { Visitor } from "../support/visitor.ts";

const internet = internetOfFile();

pdsTest("a person of a real PDS signs in with their handle", async () => {
  await using service = await openService(internet());
  const alice = await internet().pds.createAccount("alice");
  const visitor = service.visitor();
  const wanted = service.url("/app/account");

  const target = await service.signIn(visitor, {
    account: alice,
    returnTo: wanted.href,
  });

  assert.equal(
    target.origin + target.pathname,
    `${service.origin}/app/welcome`,
  );
  assert.equal(target.searchParams.get("return_to"), wanted.href);
  const user = service.house.platform.users.find(alice.did)!;
  assert.equal(user.handle, alice.handle);
  assert.equal(user.name, "alice");
  assert.equal(user.pds, `https://${PDS_HOST}`);
  assert.deepEqual(Object.keys(visitor.cookiesFor(service.url("/"))).sort(), [
    "__Host-robot",
    "__Secure-robot",
  ]);
  assert.deepEqual(
    Object.keys(visitor.cookiesFor(service.wikiUrl("somewhere"))),
    ["__Secure-robot"],
  );
  const [entry] = service.signinsInAudit("signed_in");
  assert.equal(entry!.actorDid, alice.did);
  assert.equal(entry!.address, VISITOR_ADDRESS);
});

pdsTest(
  "what a sign-in stores is sealed, and nothing of it is left",
  async () => {
    const traffic: string[] = [];
    const snapshots: { bytes: string; rows: number }[] = [];
    const takeSnapshot = () => snapshots.push(snapshotOf(service));
    await using service = await openService(internet(), {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const { pathname } = new URL(request.url);
        if (pathname === "/oauth/revoke") takeSnapshot();
        if (!pathname.startsWith("/oauth/")) {
          return await internet().fetch(request);
        }
        traffic.push(await request.clone().text());
        traffic.push(request.headers.get("dpop") ?? "");
        const answer = await internet().fetch(request);
        traffic.push(await answer.clone().text());
        return answer;
      },
    });
    const alice = await internet().pds.createAccount("alice");
    const visitor = service.visitor();

    const callback = await service.goToPds(visitor, { account: alice });
    takeSnapshot();
    const granted = internet().pds.countGrants(alice);
    await visitor.open(callback);
    takeSnapshot();

    const secrets = [
      callback.searchParams.get("state")!,
      ...secretsIn(traffic),
    ];
    assert.equal(granted, 0, "no code was redeemed yet");
    assert.deepEqual(snapshots.map(({ rows }) => rows), [1, 1, 0]);
    for (const secret of secrets) {
      for (const { bytes } of snapshots) {
        assert.equal(bytes.includes(secret), false, secret);
      }
    }
    assert.equal(internet().pds.countGrants(alice), 0);
  },
);

pdsTest(
  "a copy of what the PDS granted is worth nothing after the sign-in",
  async () => {
    let copy: SavedSession | undefined;
    await using service = await openService(internet(), {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if (new URL(request.url).pathname === "/oauth/revoke") {
          copy = await openGrant(service);
        }
        return await internet().fetch(request);
      },
    });
    const alice = await internet().pds.createAccount("alice");
    await service.signIn(service.visitor(), { account: alice });
    assert.equal(await openGrant(service), undefined);
    assert.ok(copy?.tokenSet.refresh_token);

    const store = sessionStore(service.sessions, () => "");
    await store.set(alice.did, copy);
    const { config, platform, now, randomBytes } = service.house;
    const clients = new OauthClients({
      ...{ config, platform, now, randomBytes },
      keys: service.sessions.keys,
      network: internet(),
    });
    const client = await clients.client();

    await assert.rejects(
      client.restore(alice.did, true),
      (error) =>
        error instanceof TokenRefreshError &&
        error.cause instanceof OAuthResponseError &&
        error.cause.error === "invalid_grant",
    );
    assert.equal(await store.get(alice.did), undefined);
  },
);

pdsTest(
  "a person who signs in from two browsers at the same time gets in with both, and no grant is left",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    const visitors = [service.visitor(), service.visitor(), service.visitor()];
    const callbacks = await Promise.all(
      visitors.map((visitor) => service.goToPds(visitor, { account: alice })),
    );

    const answers = await Promise.all(
      visitors.map((visitor, i) => visitor.open(callbacks[i]!)),
    );

    assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
    for (const visitor of visitors) {
      assert.equal(await isSignedIn(service, visitor), true);
    }
    assert.equal(internet().pds.countGrants(alice), 0);
    assert.equal(snapshotOf(service).rows, 0);
  },
);

pdsTest("a DID and the address of a PDS lead there as well", async () => {
  await using service = await openService(internet());
  const { pds } = internet();
  const bob = await pds.createAccount("bob");

  for (
    const typed of [
      bob.did,
      `https://${PDS_HOST}`,
      `@${bob.handle.toUpperCase()} `,
    ]
  ) {
    const visitor = service.visitor();
    await service.signIn(visitor, { account: bob, typed });

    const { status } = await visitor.open(service.url("/app/account"));
    assert.equal(status, 200, typed);
  }
  assert.equal(service.house.platform.users.find(bob.did)!.handle, bob.handle);
  assert.equal(service.house.platform.users.count(), 1);
});

pdsTest(
  "who types one handle and signs in with another account is the other",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const alice = await pds.createAccount("alice");
    const bob = await pds.createAccount("bob");
    const visitor = service.visitor();

    await service.signIn(visitor, { account: bob, typed: alice.handle });

    const { users } = service.house.platform;
    assert.equal(users.find(bob.did)!.handle, bob.handle);
    assert.equal(users.find(alice.did), undefined);
  },
);

pdsTest(
  "who was signed out by time alone is signed in without a question; who signed out is asked again",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    const visitor = service.visitor();
    await service.signIn(visitor, { account: alice });
    service.wait(25 * 3600);
    assert.equal(await isSignedIn(service, visitor), false);

    const silent = await service.beginSignin(visitor, alice.handle);
    const straight = await visitor.open(silent);

    assert.equal(straight.status, 303, await straight.text());
    const callback = new URL(straight.headers.get("location")!);
    assert.equal((await visitor.open(callback)).status, 303);
    assert.equal(await isSignedIn(service, visitor), true);

    const out = await visitor.submit(service.url("/auth/logout"), {
      fields: {},
    });
    assert.equal(out.status, 303);
    assert.equal(await isSignedIn(service, visitor), false);
    const asked = await service.beginSignin(visitor, alice.handle);
    const page = await visitor.open(asked);
    await page.text();

    assert.equal(page.status, 200, "the PDS shows its page");
    assert.equal(page.headers.get("location"), null);
  },
);

pdsTest(
  "who signs out on a wiki's host, or everywhere, is asked again too",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    const visitor = service.visitor();
    await service.signIn(visitor, { account: alice });
    await visitor.submit(service.url("/app/welcome"), {
      fields: { username: "alice", wiki: "yes", return_to: "" },
    });

    for (
      const [url, fields] of [
        [service.wikiUrl("alice", "/-/logout"), {}],
        [service.url("/app/account/sessions"), { session: "all" }],
      ] as const
    ) {
      const out = await visitor.submit(url, { fields });
      assert.equal(out.status, 303, await out.text());
      assert.equal(await isSignedIn(service, visitor), false);

      const asked = await service.beginSignin(visitor, alice.handle);
      const page = await visitor.open(asked);
      assert.equal(page.status, 200, `${url} ${page.headers.get("location")}`);
      await page.text();
      await service.signIn(visitor, { account: alice });
    }
  },
);

pdsTest("after a sign-in nobody is led away from here", async () => {
  await using service = await openService(internet());
  const alice = await internet().pds.createAccount("alice");
  const visitor = service.visitor();
  await service.signIn(visitor, { account: alice });
  await visitor.submit(service.url("/app/welcome"), {
    fields: { username: "alice", return_to: "" },
  });
  const { host } = service.url("/");
  const outside = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    `https://${host}.elsewhere.example/`,
    `https://${host}@elsewhere.example/`,
    `http://${host}/app/`,
    "javascript:alert(1)",
  ];
  const inside = [
    `https://alice.${host}/Home?a=b`,
    `https://${host}/app/create`,
  ];

  for (
    const [wishes, isFollowed] of [[outside, false], [inside, true]] as const
  ) {
    for (const returnTo of wishes) {
      service.wait(25 * 3600);
      const target = await service.signIn(visitor, {
        account: alice,
        returnTo,
      });
      assert.equal(
        target.href,
        isFollowed ? returnTo : `https://${host}/app/`,
        returnTo,
      );
    }
  }
});

async function isSignedIn(service: Service, visitor: Visitor) {
  const answer = await visitor.open(service.url("/app/account"));
  await answer.body?.cancel();
  return answer.status === 200 ||
    answer.headers.get("location")?.includes("/app/welcome") === true;
}

/** Every byte that the platform's database has on disk, as Latin-1, and how many rows a sign-in has in it. */
function snapshotOf({ dataDir }: Service): { bytes: string; rows: number } {
  const decoder = new TextDecoder("latin1");
  const bytes = ["robot.db", "robot.db-wal"].map((name) =>
    decoder.decode(Deno.readFileSync(`${dataDir}/${name}`))
  ).join("");
  using db = new DatabaseSync(`${dataDir}/robot.db`, { readOnly: true });
  const { rows } = db.prepare(`
    SELECT (SELECT count(*) FROM oauth_states) + (SELECT count(*) FROM oauth_sessions) AS rows
  `).get() as { rows: number };
  return { bytes, rows };
}

/** What the one sign-in that is being finished was granted. */
async function openGrant(
  { sessions, dataDir }: Service,
): Promise<SavedSession | undefined> {
  using db = new DatabaseSync(`${dataDir}/robot.db`, { readOnly: true });
  const row = db.prepare("SELECT id, sealed FROM oauth_sessions").get();
  if (row === undefined) return undefined;
  const { id, sealed } = row as { id: string; sealed: Uint8Array };
  return await unseal(sessions.keys.sealing, `oauth_sessions ${id}`, sealed);
}

/** Tokens, code and verifier, and the coordinates of the DPoP key, which stand in its private JWK too. */
function secretsIn(traffic: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of traffic) {
    for (
      const [, secret] of text.matchAll(
        /(?:"(?:access_token|refresh_token)":"|\b(?:code|code_verifier)=)([\w.-]{20,})/g,
      )
    ) found.add(secret!);
    const [header] = text.split(".");
    if (!text.startsWith("ey")) continue;
    const { jwk } = JSON.parse(atob(header!)) as { jwk: { x: string } };
    found.add(jwk.x);
  }
  assert.ok(found.size >= 5, [...found].join("\n"));
  return [...found];
}
