/** What becomes of people here when their account changes at a real PDS, or our keys do. @module */
import assert from "node:assert/strict";
import { createWiki } from "../../src/wiki/wikis.ts";
import { internetOfFile, PLC_ORIGIN } from "../support/internet.ts";
import { pdsTest } from "../support/pds.ts";
import { picture } from "../support/pictures.ts";
import { openService, type Service } from "../support/public_service.ts";
import type { Visitor } from "../support/visitor.ts";

const internet = internetOfFile();

pdsTest("a renamed person is the same person with the same wikis", async () => {
  await using service = await openService(internet());
  const { pds } = internet();
  const alice = await pds.createAccount("alice");
  const before = service.visitor();
  await service.signIn(before, { account: alice });
  await settle(service, before, { username: "alice" });

  const handle = await pds.rename(alice, "alicia");
  const visitor = service.visitor();
  await service.signIn(visitor, { account: alice, typed: handle });

  const { users } = service.house.platform;
  assert.equal(users.count(), 1);
  assert.equal(users.find(alice.did)!.handle, handle);
  assert.equal(users.find(alice.did)!.username, "alice");
  const dashboard = await read(visitor, service.url("/app/"));
  assert.match(dashboard.text, /alice\.service\d+\.loopback-test\.dev/);
  const old = await service.sendLogin(service.visitor(), alice.handle);
  assert.equal(old.status, 400, "the old handle is nobody's now");
  await old.text();
});

pdsTest(
  "who deletes the account here may come again, and begins anew",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    const visitor = service.visitor();
    await service.signIn(visitor, { account: alice });
    await settle(service, visitor, { username: "alice" });
    const { users, wikis } = service.house.platform;

    const gone = await visitor.submit(service.url("/app/account/delete"), {
      fields: { confirm: "alice" },
    });
    assert.equal(gone.status, 303, await gone.text());
    assert.equal(users.find(alice.did), undefined);
    assert.equal(wikis.find("alice"), undefined);
    assert.equal((await read(visitor, service.url("/app/"))).status, 302);

    const target = await service.signIn(visitor, { account: alice });
    assert.equal(target.pathname, "/app/welcome");
    assert.equal(users.find(alice.did)!.username, null);
    await settle(service, visitor, { username: "alice" });
    assert.equal(wikis.find("alice")!.ownerDid, alice.did);
  },
);

pdsTest(
  "the picture of a profile is fetched, made small and shown",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const alice = await pds.createAccount("alice");
    const original = await picture("png", 400, 300);
    await pds.setPicture(alice, original);
    const visitor = service.visitor();
    await service.signIn(visitor, { account: alice });
    const url = service.url(`/avatar/${alice.did}`);

    const shown = await untilThere(visitor, url);

    assert.match(shown.headers.get("content-type")!, /^image\//);
    assert.match(shown.headers.get("content-security-policy")!, /sandbox/);
    const bytes = new Uint8Array(await shown.arrayBuffer());
    assert.ok(bytes.length > 0 && bytes.length < original.length);
    assert.notDeepEqual(bytes.slice(0, 100), original.slice(0, 100));
  },
);

pdsTest(
  "a person whose handle is broken signs in by DID, and the DID is shown",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    using _broken = internet().replace(
      alice.handle,
      () => new Response("not found", { status: 404 }),
    );
    const visitor = service.visitor();

    const refused = await service.sendLogin(visitor, alice.handle);
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), new RegExp(alice.handle));
    await service.signIn(visitor, { account: alice, typed: alice.did });

    const user = service.house.platform.users.find(alice.did)!;
    assert.equal(user.handle, "handle.invalid");
    await settle(service, visitor, { username: "alice" });
    const account = await read(visitor, service.url("/app/account"));
    assert.equal(account.status, 200);
    assert.match(account.text, new RegExp(alice.did));
    assert.equal(account.text.includes("handle.invalid"), false);
  },
);

pdsTest(
  "an account that moves to another PDS meanwhile is not signed in by the old one",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    const visitor = service.visitor();
    const callback = await service.goToPds(visitor, { account: alice });
    const plc = new URL(PLC_ORIGIN).hostname;
    const document = await internet().fetch(`${PLC_ORIGIN}/${alice.did}`);
    const moved = await document.json();
    for (const service of moved.service) {
      service.serviceEndpoint = "https://elsewhere.loopback-test.dev";
    }
    using _moved = internet().replace(
      plc,
      () =>
        Response.json(moved, {
          headers: { "content-type": "application/did+ld+json" },
        }),
    );

    const answer = await read(visitor, callback);

    assert.ok(answer.status >= 400, answer.text);
    assert.equal(service.house.platform.users.find(alice.did), undefined);
    assert.equal(internet().pds.countGrants(alice), 0);
  },
);

pdsTest(
  "sessions end when the account is switched off, but not because the PDS is down",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const alice = await pds.createAccount("alice");
    const visitor = service.visitor();
    await service.signIn(visitor, { account: alice });
    await settle(service, visitor, { username: "alice" });
    await pds.deactivate(alice);

    service.wait(13 * 3600);
    {
      using _outage = internet().takeDown("pds.loopback-test.dev");
      await read(visitor, service.url("/app/"));
      await service.untilAccountsAreChecked();
      assert.equal((await read(visitor, service.url("/app/"))).status, 200);
    }
    service.wait(13 * 3600);
    await read(visitor, service.url("/app/"));
    await service.untilAccountsAreChecked();

    const { status, location } = await read(visitor, service.url("/app/"));
    assert.equal(status, 302);
    assert.match(location!, /\/auth\/login/);
    const [entry] = service.house.platform.audit.list({
      event: "sessions_ended",
    });
    assert.equal(entry!.subjectDid, alice.did);
  },
);

pdsTest(
  "the key of the service can be replaced, and every sign-in meanwhile works",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const signingKeys: string[] = [];
    const alice = await pds.createAccount("alice");
    const signIn = async () => {
      await service.signIn(service.visitor(), { account: alice });
      signingKeys.push(service.house.keys.list().find(isSigningAtproto)!.kid);
    };
    await signIn();

    await service.house.keys.rotate("atproto");
    await signIn();
    // The PDS has not asked for the keys again: it does so only after ten minutes.
    service.wait(16 * 60);
    await pds.forgetClients();
    await signIn();
    service.wait(2 * 3600);
    await service.stop();
    await service.start();
    await pds.forgetClients();
    await signIn();

    const [first, second, third, fourth] = signingKeys;
    assert.equal(first, second, "published, not used yet");
    assert.notEqual(second, third);
    assert.equal(third, fourth);
    const jwks = await read(service.visitor(), service.url("/auth/jwks.json"));
    const kids = JSON.parse(jwks.text).keys.map(({ kid }: { kid: string }) =>
      kid
    );
    assert.equal(kids[0], fourth);
    assert.equal(jwks.text.includes('"d"'), false, "only the public half");
  },
);

pdsTest(
  "a person invited by handle, who was never here, has the role after the first sign-in",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const alice = await pds.createAccount("alice");
    const bob = await pds.createAccount("bob");
    const owner = service.visitor();
    await service.signIn(owner, { account: alice });
    await settle(service, owner, { username: "alice" });
    await createWiki(service.house, { slug: "cellar", ownerDid: alice.did });
    const cellar = service.wikiUrl("cellar", "/-/index");

    const invited = await owner.submit(
      service.url("/app/wiki/cellar/members"),
      { fields: { action: "add", who: `@${bob.handle}`, role: "editor" } },
    );
    assert.equal(invited.status, 303, await invited.text());
    const waiting = await read(owner, service.url("/app/wiki/cellar"));
    assert.match(waiting.text, new RegExp(bob.handle));
    assert.match(waiting.text, /pending|not signed in/i);
    const guest = service.visitor();
    assert.equal((await read(guest, cellar)).status, 302);

    await service.signIn(guest, { account: bob, returnTo: cellar.href });

    assert.equal((await read(guest, cellar)).status, 200);
    const saved = await guest.submit(
      service.wikiUrl("cellar", "/-/edit/Wine"),
      { fields: { text: "# Wine\n\nBy Bob.", base: "" } },
    );
    assert.equal(saved.status, 303, await saved.text());
    const other = service.visitor();
    const carol = await pds.createAccount("carol");
    await service.signIn(other, { account: carol, returnTo: cellar.href });
    assert.equal((await read(other, cellar)).status, 403);
  },
);

function isSigningAtproto(
  { purpose, state }: { purpose: string; state: string },
): boolean {
  return purpose === "atproto" && state === "signing";
}

/** Sends the page that follows the first sign-in. */
async function settle(
  service: Service,
  visitor: Visitor,
  { username }: { username: string },
): Promise<void> {
  const answer = await visitor.submit(service.url("/app/welcome"), {
    fields: { username, wiki: "yes", return_to: "" },
  });
  assert.equal(answer.status, 303, await answer.text());
}

/** What is made in the background after an answer, at most 10 seconds later. */
async function untilThere(visitor: Visitor, url: URL): Promise<Response> {
  for (let i = 0; i < 200; i++) {
    const answer = await visitor.open(url);
    if (answer.status === 200) return answer;
    await answer.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`There is still nothing at ${url}`);
}

async function read(visitor: Visitor, url: URL) {
  const answer = await visitor.open(url);
  const text = await answer.text();
  const location = answer.headers.get("location");
  return { status: answer.status, text, location };
}
