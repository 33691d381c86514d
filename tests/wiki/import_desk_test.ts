import assert from "node:assert/strict";
import { forManaging } from "../../src/wiki/access.ts";
import {
  ImportDesk,
  type Upload,
  type UploadState,
} from "../../src/wiki/import_desk.ts";
import {
  beginUpload,
  checkReceived,
  findUpload,
  importUpload,
} from "../../src/wiki/import_upload.ts";
import { Repository } from "../../src/git/repository.ts";
import { assertHealthy } from "../support/git_program.ts";
import { zipOf } from "../support/hostile_zip.ts";
import { MadeHistory } from "../support/made_bundle.ts";
import { zipOfTexts } from "../support/site_import.ts";
import { createWorld, type World } from "../support/world.ts";

const OWNER = { did: "did:plc:alice", wikiId: "w" };
const WISH = { replace: false, linkStyle: false };

/** A key of Alice's. */
function managing(world: World, slug = "garden") {
  return forManaging(world.visit(slug, world.alice));
}

/** Uploads and has it checked. */
async function upload(world: World, bytes: Uint8Array): Promise<Upload> {
  const wiki = managing(world);
  const upload = beginUpload(wiki);
  await upload.write(bytes);
  await checkReceived(wiki, upload, "notes");
  return upload;
}

function reasonOf({ state }: Upload): string {
  return state.kind === "refused" ? state.reason : state.kind;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("an upload lies in a folder of its own that nobody else on the machine can read", async () => {
  await using world = await createWorld();

  const { folder, path } = beginUpload(managing(world));

  assert.equal(Deno.statSync(folder).mode! & 0o777, 0o700);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  assert.ok(folder.startsWith(`${world.dir}/scratch/`));
});

Deno.test("a person has one upload: the next one ends the one before, also while it is being received", async () => {
  await using world = await createWorld();
  const first = beginUpload(managing(world));

  const second = beginUpload(managing(world, "cellar"));

  await assert.rejects(first.write(new Uint8Array(1)), { code: "conflict" });
  assert.throws(() => findUpload(managing(world), first.id), {
    code: "not_found",
  });
  await second.write(new Uint8Array(1));
});

Deno.test("only some uploads are received at the same time, and the place is free again afterwards", async () => {
  await using world = await createWorld();
  const { imports } = world.house;
  const uploads = Array.from(
    { length: 8 },
    (_, i) => imports.begin({ did: `did:plc:${i}`, wikiId: "w" }),
  );

  assert.throws(() => imports.begin(OWNER), { code: "unavailable" });

  imports.discard(uploads[0]!);
  imports.begin(OWNER);
});

Deno.test("uploads that are done take nobody's place; of forty plans the one that waited longest makes room", async () => {
  await using world = await createWorld();
  const desk = world.house.imports;
  const checked: UploadState = {
    kind: "checked",
    checked: {
      ...{ kind: "zip", files: [], leftOut: [], warnings: [] },
      links: { better: null, resolved: { target_first: 0, text_first: 0 } },
    },
  };
  const begin = (did: string, state: UploadState) => {
    const upload = desk.begin({ did, wikiId: "w" });
    upload.endFile();
    upload.state = state;
    return upload;
  };
  for (let i = 0; i < 50; i++) {
    begin(`did:plc:r${i}`, { kind: "refused", reason: "" });
  }
  const plans = Array.from(
    { length: 40 },
    (_, i) => begin(`did:plc:p${i}`, checked),
  );
  assert.ok(desk.find(plans[0]!.id, plans[0]!.owner));

  begin(plans[1]!.owner.did, checked);
  assert.ok(desk.find(plans[0]!.id, plans[0]!.owner), "one's own place");
  const next = begin("did:plc:next", checked);

  assert.equal(desk.find(plans[0]!.id, plans[0]!.owner), undefined);
  for (const { id, owner } of [plans[2]!, next]) {
    assert.ok(desk.find(id, owner));
  }
});

Deno.test("an upload is gone after an hour, with its files", async () => {
  await using world = await createWorld();
  const { id, folder } = await upload(world, zipOfTexts({ "A.md": "a" }));
  world.wait(3599);
  assert.equal(findUpload(managing(world), id).state.kind, "checked");

  world.wait(1);

  assert.throws(() => findUpload(managing(world), id), { code: "not_found" });
  await assert.rejects(importUpload(managing(world), id, WISH), {
    code: "not_found",
  });
  await world.house.imports[Symbol.asyncDispose]();
  assert.equal(exists(folder), false);
});

Deno.test("what an earlier process left in the scratch folder is removed at the start", async () => {
  await using world = await createWorld();
  const { threads, now, log, randomBytes } = world.house;
  const dataDir = `${world.dir}/other`;
  Deno.mkdirSync(`${dataDir}/scratch/abc/repo.git`, { recursive: true });
  Deno.writeTextFileSync(`${dataDir}/scratch/abc/upload`, "half a file");

  await using desk = new ImportDesk({
    ...{ dataDir, threads, now, log, randomBytes },
  });

  assert.equal(exists(`${dataDir}/scratch`), false);
  desk.begin(OWNER);
});

Deno.test("a check that takes too long is ended with its thread, and leaves no file", async () => {
  await using world = await createWorld();
  const { threads, now, log, randomBytes } = world.house;
  const dataDir = `${world.dir}/other`;
  await using desk = new ImportDesk({
    ...{ dataDir, threads, now, log, randomBytes },
    deadlineMs: 1,
  });
  using repo = temporary(`${dataDir}/wiki.git`);
  const upload = desk.begin(OWNER);
  await upload.write(zipOf(
    Array.from({ length: 5000 }, (_, i) => ({ name: `${i}.md`, content: "x" })),
  ));

  await desk.check(upload, {
    ...{ wikiDir: repo.dir, base: null },
    ...{ pageBytes: 1000, attachmentBytes: 1000 },
  });

  assert.match(reasonOf(upload), /takes too long to check/);
  assert.equal(exists(upload.folder), false);
});

Deno.test("a check is ended when its upload is given up, and the next one has its turn", async () => {
  await using world = await createWorld();
  const wiki = managing(world);
  const first = beginUpload(wiki);
  await first.write(zipOfTexts({ "A.md": "a" }));
  const checking = checkReceived(wiki, first, "first.zip");

  const second = await upload(world, zipOfTexts({ "B.md": "b" }));

  await checking;
  assert.match(reasonOf(first), /given up/);
  assert.equal(second.state.kind, "checked");
  assert.equal(exists(first.folder), false);
});

Deno.test("two who say yes at the same time import once", async () => {
  await using world = await createWorld();
  const { id } = await upload(world, zipOfTexts({ "A.md": "a" }));

  const outcomes = await Promise.allSettled([
    importUpload(managing(world), id, WISH),
    importUpload(managing(world), id, WISH),
  ]);

  assert.deepEqual(outcomes.map(({ status }) => status), [
    "fulfilled",
    "rejected",
  ]);
  const wiki = managing(world);
  assert.deepEqual(wiki.repo.readCommit(wiki.head!).parents, []);
});

Deno.test("a wiki is as it was after an import that does not fit: nothing of it stays in the repository", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_HISTORY_BYTES: "60000" },
  });
  await world.write("garden", "Home", "text");
  const before = managing(world).head;
  const noise = crypto.getRandomValues(new Uint8Array(60_000)).toHex();
  const { id } = await upload(world, zipOfTexts({ "Noise.md": noise }));

  await assert.rejects(importUpload(managing(world), id, WISH), {
    code: "too_large",
  });

  const wiki = managing(world);
  assert.equal(wiki.head, before);
  assert.ok(await wiki.repo.storedBytes() < 30_000);
  assertHealthy(wiki.repo.dir);
});

Deno.test("a bundle that is larger than the history may be is refused, and leaves nothing", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_HISTORY_BYTES: "60000" },
  });
  const history = new MadeHistory();
  const noise = crypto.getRandomValues(new Uint8Array(60_000)).toHex();
  const old = history.commit(
    history.tree([["100644", "A.md", history.blob(noise)]]),
  );
  const head = history.commit(
    history.tree([["100644", "A.md", history.blob("short")]]),
    [old],
  );
  const { id, state } = await upload(world, history.bundle(head));
  assert.equal(state.kind, "checked");

  await assert.rejects(importUpload(managing(world), id, WISH), {
    code: "too_large",
    message: /history/,
  });

  const wiki = managing(world);
  assert.equal(wiki.head, null);
  assert.equal(await wiki.repo.storedBytes(), 0);
});

Deno.test("a hostile bundle is refused with its reason and without a word about this machine", async () => {
  await using world = await createWorld();
  const history = new MadeHistory();
  const evil = history.commit(
    history.tree([["100644", ".git", history.blob("x")]]),
  );
  const bytes = history.bundle(evil);
  for (
    const hostile of [
      bytes,
      bytes.subarray(0, bytes.length - 3),
      new TextEncoder().encode("# v2 git bundle\nnonsense\n\nPACK"),
    ]
  ) {
    const refused = await upload(world, hostile);
    assert.equal(refused.state.kind, "refused");
    assert.ok(!reasonOf(refused).includes(world.dir), reasonOf(refused));
    assert.equal(exists(refused.folder), false);
  }
  assert.deepEqual(world.events("background_failed"), []);
});

/** An empty repository. */
function temporary(dir: string): { dir: string } & Disposable {
  const repo = Repository.create(dir);
  return { dir, [Symbol.dispose]: () => repo.close() };
}
