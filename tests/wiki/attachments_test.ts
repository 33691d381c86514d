import assert from "node:assert/strict";
import type { AppError } from "../../src/errors.ts";
import { forUploading, type UploadableWiki } from "../../src/wiki/access.ts";
import {
  deleteAttachment,
  renameAttachment,
  saveAttachments,
  type UploadPlan,
} from "../../src/wiki/attachment_changes.ts";
import {
  attachmentHistory,
  listAttachments,
  readAttachment,
  readAttachmentAt,
} from "../../src/wiki/attachments.ts";
import { changelog } from "../../src/wiki/history.ts";
import { readPage } from "../../src/wiki/pages.ts";
import { git } from "../support/git_program.ts";
import {
  type Coming,
  createWorld,
  type Someone,
  type World,
} from "../support/world.ts";

// ---- uploading

Deno.test("saveAttachments() stores several files in one commit, in the page's folder", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");

  const stored = await upload(world, { leaf: "leaf", "my map.png": "png" });

  assert.deepEqual(
    stored.map(({ attachment, sentAs, outcome }) => [
      attachment.path,
      attachment.url,
      sentAs,
      outcome,
    ]),
    [
      ["Trees/Oak/leaf", "/Trees/Oak/leaf", null, "created"],
      [
        "Trees/Oak/my_map.png",
        "/Trees/Oak/my_map.png",
        "my map.png",
        "created",
      ],
    ],
  );
  const [change] = changelog(reading(world), { limit: 1 });
  assert.equal(change!.message, "Added attachment(s): leaf, my_map.png");
  assert.equal(change!.author.name, "Alice");
  assert.deepEqual(change!.files, ["Trees/Oak/leaf", "Trees/Oak/my_map.png"]);
  assert.equal(change!.by!.did, "did:plc:alice");
});

Deno.test("listAttachments() tells name, size, type and last revision", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  await upload(world, { "b.png": "four" });
  await upload(world, { "a.svg": "<svg/>" });
  const [last] = changelog(reading(world), { limit: 1 });

  const [drawing, picture] = listAttachments(reading(world), "trees/oak");

  assert.deepEqual(drawing, {
    name: "a.svg",
    path: "Trees/Oak/a.svg",
    page: "Trees/Oak",
    url: "/Trees/Oak/a.svg",
    sizeBytes: 6,
    type: "application/octet-stream",
    isImage: true,
    revision: last!.revision,
    oid: drawing!.oid,
  });
  assert.equal(picture!.type, "image/png");
  assert.notEqual(picture!.revision, last!.revision);
});

Deno.test("listAttachments() shows files at the root with the home page, and none that begin with a dot", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "Home\n");
  await world.write("garden", "Other", "Other\n");
  await upload(world, { "own.txt": "own" }, { page: "Home" });
  await upload(world, { "root.txt": "root" }, { page: "" });
  await commitAsGit(world, ".hidden");
  const names = (page: string) =>
    listAttachments(reading(world), page).map(({ path }) => path);

  assert.deepEqual(names("Home"), ["Home/own.txt", "root.txt"]);
  assert.deepEqual(names(""), ["root.txt"]);
  assert.deepEqual(names("Other"), []);
  assert.throws(() => names("Nowhere"), { code: "not_found" });
});

Deno.test("saveAttachments() refuses a name that is taken, but not the same bytes again", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  await world.write("garden", "Trees/Oak/Leaf", "a page\n");
  await upload(world, { "map.png": "one" });
  const before = changelog(reading(world));

  const again = await upload(world, { "map.png": "one" });
  const refused = ["map.png", "MAP.png", "leaf"];

  assert.equal(again[0]!.outcome, "unchanged");
  for (const name of refused) {
    await assert.rejects(
      upload(world, { [name]: "two" }),
      (error: AppError) =>
        error.code === "conflict" && error.details.reason === "exists",
    );
  }
  await assert.rejects(upload(world, { "new.txt": "x", "map.png": "two" }), {
    code: "conflict",
  });
  await assert.rejects(upload(world, { "x.txt": "x", "X.txt": "y" }), {
    code: "invalid",
  });
  assert.deepEqual(changelog(reading(world)), before);
});

Deno.test("saveAttachments() makes names safe, says so, or refuses them", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  const stored = async (name: string) => {
    const [only] = await upload(world, { [name]: name });
    return only!.sentAs === null ? null : only!.attachment.path;
  };

  assert.equal(await stored("../../../etc/passwd"), "Trees/Oak/passwd");
  assert.equal(await stored("C:\\fakepath\\x.png"), "Trees/Oak/x.png");
  assert.equal(await stored("a\0b.txt"), "Trees/Oak/ab.txt");
  assert.equal(await stored(".htaccess"), "Trees/Oak/htaccess");
  assert.equal(await stored("50%?#.txt"), "Trees/Oak/50___.txt");
  assert.equal(await stored("\u202egnp.exe"), "Trees/Oak/gnp.exe");
  assert.equal(await stored("e\u0301.txt"), "Trees/Oak/\u00e9.txt");
  assert.equal(
    await stored("Übersicht (1).pdf"),
    "Trees/Oak/Übersicht_(1).pdf",
  );
  const refused = [
    "",
    "..",
    "/",
    ".git",
    ".GIT ",
    "git~1",
    ".g\u200cit",
    "x/.git",
    "Notes.md",
    "notes.MD",
    "x".repeat(256),
  ];
  for (const name of refused) {
    await assert.rejects(upload(world, { [name]: "x" }), {
      code: "invalid",
    }, JSON.stringify(name));
  }
});

Deno.test("saveAttachments() refuses no file, a missing page, and what is too large", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_ATTACHMENT_BYTES: "1000" },
  });
  await world.write("garden", "Trees/Oak", "Oak\n");

  await assert.rejects(upload(world, {}), { code: "invalid" });
  await assert.rejects(upload(world, { a: "a" }, { page: "Nowhere" }), {
    code: "not_found",
  });
  await assert.rejects(upload(world, { a: "a".repeat(1001) }), (error) => {
    assert.match(
      String(error),
      /Cannot store "a": it has 1001 bytes and a file may have 1000/,
    );
    return (error as AppError).code === "too_large";
  });
  await upload(world, { a: "a".repeat(1000) });
});

Deno.test("saveAttachments() stores files of a page that is still being written, where that is allowed", async () => {
  await using world = await createWorld();
  const plan = { page: "New page", mayBeNew: true };

  const [stored] = await upload(world, { "a.txt": "a" }, plan);

  assert.equal(stored!.attachment.path, "New_page/a.txt");
  await assert.rejects(
    upload(world, { "a.txt": "a" }, { page: "x/../y", mayBeNew: true }),
    { code: "invalid" },
  );
  await assert.rejects(
    upload(world, { "config": "a" }, { page: ".git", mayBeNew: true }),
    { code: "invalid" },
  );
});

Deno.test("saveAttachments() counts against what the wiki may hold", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  const { platform } = world.house;
  platform.wikis.change(world.garden.id, { maxContentBytes: 5000 });

  await assert.rejects(upload(world, { a: "a".repeat(6000) }), {
    code: "too_large",
  });
  await upload(world, { a: "a".repeat(3000) });
  await assert.rejects(upload(world, { b: "b".repeat(3000) }), {
    code: "too_large",
  });
  await deleteAttachment(writing(world), { path: "Trees/Oak/a" });
  await upload(world, { b: "b".repeat(3000) });
});

// ---- versions

Deno.test("a replaced file keeps its name, and each version stays readable", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  const [first] = await upload(world, { "map.png": "one" });
  const base = first!.attachment.revision;
  const replace = { name: "map.png", base };

  const [second] = await upload(world, { "other name.png": "two" }, {
    replace,
  });

  assert.equal(second!.outcome, "replaced");
  assert.equal(second!.attachment.path, "Trees/Oak/map.png");
  const wiki = reading(world);
  assert.equal(bytesAt(world, "Trees/Oak/map.png", base), "one");
  assert.equal(bytesAt(world, "trees/oak/MAP.png", base.slice(0, 7)), "one");
  assert.equal(
    bytesAt(world, "Trees/Oak/map.png", second!.attachment.revision),
    "two",
  );
  assert.deepEqual(
    attachmentHistory(wiki, "Trees/Oak/map.png").map((
      { kind, sizeBytes, message },
    ) => [kind, sizeBytes, message]),
    [
      ["changed", 3, "Updated attachment: map.png"],
      ["created", 3, "Added attachment(s): map.png"],
    ],
  );
  await assert.rejects(upload(world, { "x.png": "three" }, { replace }), (
    error: AppError,
  ) =>
    error.code === "conflict" && error.details.reason === "changed" &&
    error.details.revision === second!.attachment.revision);
});

Deno.test("replacing, renaming and deleting refuse an old base, and need none", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  const [first] = await upload(world, { "a.txt": "one" });
  const { path, revision: base } = first!.attachment;
  await upload(world, { "a.txt": "two" }, { replace: {} });
  const wiki = writing(world);
  const conflict = { code: "conflict" };

  await assert.rejects(deleteAttachment(wiki, { path, base }), conflict);
  await assert.rejects(
    renameAttachment(wiki, { path, base, newName: "b.txt" }),
    conflict,
  );
  await assert.rejects(deleteAttachment(wiki, { path, base: "abcdef0" }), {
    code: "not_found",
  });
  await deleteAttachment(wiki, { path });
  await assert.rejects(deleteAttachment(wiki, { path, base }), conflict);
  await assert.rejects(
    upload(world, { "a.txt": "three" }, { replace: { base } }),
    conflict,
  );
  await assert.rejects(deleteAttachment(wiki, { path }), { code: "not_found" });
  assert.equal(bytesAt(world, path, base), "one");
  assert.equal(attachmentHistory(reading(world), path)[0]!.kind, "deleted");
});

Deno.test("renameAttachment() keeps content and history, and stays in its folder", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  const [first] = await upload(world, { "a.txt": "one" });
  await upload(world, { "taken.txt": "x" });
  const { path, revision, oid } = first!.attachment;
  const wiki = writing(world);

  for (const newName of ["../b.txt", "x/y", "a\\b", ".git", "Page.md", ""]) {
    await assert.rejects(renameAttachment(wiki, { path, newName }), {
      code: "invalid",
    });
  }
  await assert.rejects(renameAttachment(wiki, { path, newName: "TAKEN.txt" }), {
    code: "conflict",
  });
  const renamed = await renameAttachment(wiki, { path, newName: "A.txt" });

  assert.deepEqual(renamed.attachment.path, "Trees/Oak/A.txt");
  assert.equal(renamed.attachment.oid, oid);
  assert.equal(bytesAt(world, "Trees/Oak/A.txt", revision), "one");
  assert.deepEqual(
    attachmentHistory(reading(world), "Trees/Oak/A.txt").map((
      { kind, path },
    ) => [kind, path]),
    [["moved", "Trees/Oak/A.txt"], ["created", "Trees/Oak/a.txt"]],
  );
});

Deno.test("renameAttachment() rewrites every link to the file in the same commit, and nothing else", async () => {
  await using world = await createWorld();
  await world.write(
    "garden",
    "Trees/Oak",
    "![a](./my_map.png?thumbnail=200) [b](/Trees/Oak/my_map.png)\n\n`./my_map.png`\n",
  );
  await world.write("garden", "Home", "![](/Trees/Oak/my%5Fmap.png 'title')\n");
  await world.write("garden", "Other", "![](./my_map.png)\n");
  await upload(world, { "my_map.png": "png" });

  const { updatedPages } = await renameAttachment(writing(world), {
    path: "Trees/Oak/my_map.png",
    newName: "plan (1).png",
  });

  const wiki = reading(world);
  assert.deepEqual(updatedPages, ["Home", "Trees/Oak"]);
  assert.equal(
    readPage(wiki, "Trees/Oak").text,
    "![a](./plan_%281%29.png?thumbnail=200) [b](/Trees/Oak/plan_%281%29.png)\n\n`./my_map.png`\n",
  );
  assert.match(readPage(wiki, "Home").text, /plan_%281%29\.png/);
  assert.equal(readPage(wiki, "Other").text, "![](./my_map.png)\n");
  const [change] = changelog(wiki, { limit: 1 });
  assert.deepEqual(change!.pages, ["Home", "Trees/Oak"]);
  assert.deepEqual(change!.files, [
    "Trees/Oak/my_map.png",
    "Trees/Oak/plan_(1).png",
  ]);
});

// ---- who may

Deno.test("uploading needs the right to upload, renaming and deleting the right to write", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  await world.write("cellar", "Trees/Oak", "Oak\n");
  const key = (slug: string, who: Someone, coming: Coming = {}) => () =>
    forUploading(world.visit(slug, who, coming));

  assert.throws(key("garden", world.visitor), { code: "unauthenticated" });
  assert.throws(key("cellar", world.stranger), { code: "forbidden" });
  assert.throws(key("cellar", world.carol), { code: "forbidden" });
  for (const token of ["wiki:read", "wiki:suggest"] as const) {
    assert.throws(key("garden", world.alice, { token, door: "api" }), {
      code: "forbidden",
    });
  }
  key("garden", world.bob, { token: "wiki:write", door: "api" })();
  world.house.platform.wikis.change(world.garden.id, {
    attachmentAccess: "APPROVED",
  });
  assert.throws(key("garden", world.stranger), { code: "forbidden" });
  world.writing("garden", world.stranger);
});

// ---- reading

Deno.test("readAttachment() finds a file by another spelling, and no page", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  await upload(world, { "My map.png": "png" });
  const wiki = reading(world);

  assert.equal(
    readAttachment(wiki, "trees/oak/my map.PNG").path,
    "Trees/Oak/My_map.png",
  );
  for (const path of ["Trees/Oak", "Trees/Oak.md", "Trees", "../x", ""]) {
    assert.throws(() => readAttachment(wiki, path), { code: "not_found" });
  }
});

Deno.test("readAttachmentAt() reads nothing that HEAD does not reach", async () => {
  await using world = await createWorld();
  await world.write("garden", "Trees/Oak", "Oak\n");
  const [stored] = await upload(world, { "a.txt": "one" });
  const wiki = reading(world);
  const { oid, revision } = stored!.attachment;

  for (const bad of [oid, "0".repeat(40), "--output", revision.slice(0, 6)]) {
    assert.throws(() => readAttachmentAt(wiki, "Trees/Oak/a.txt", bad), {
      code: "not_found",
    });
  }
  assert.throws(() => readAttachmentAt(wiki, "Trees/Oak/b.txt", revision), {
    code: "not_found",
  });
});

// ---- around the tests

function uploading(world: World): UploadableWiki {
  return forUploading(world.visit("garden", world.alice));
}

function writing(world: World) {
  return world.writing("garden", world.alice);
}

function reading(world: World) {
  return world.reading("garden", world.visitor);
}

/** Uploads texts to `Trees/Oak`. */
function upload(
  world: World,
  files: Readonly<Record<string, string>>,
  plan: Partial<UploadPlan> = {},
) {
  const uploads = Object.entries(files).map(([name, text]) => ({
    name,
    bytes: new TextEncoder().encode(text),
  }));
  return saveAttachments(uploading(world), {
    page: "Trees/Oak",
    uploads,
    ...plan,
  });
}

function bytesAt(world: World, path: string, revision: string): string {
  const wiki = reading(world);
  const { oid } = readAttachmentAt(wiki, path, revision);
  return new TextDecoder().decode(wiki.repo.readBlob(oid));
}

/** A file of a name that no upload could have. */
async function commitAsGit(world: World, path: string): Promise<void> {
  const { wiki } = world.visit("garden", world.alice);
  const person = { name: "Gina", email: "gina@example.org" };
  await wiki.repo.turn(async (turn) => {
    const files = new Map([[path, new TextEncoder().encode("x")]]);
    const at = world.house.now();
    const words = { author: person, committer: person, message: "Put", at };
    await turn.publish(await turn.write({ files, ...words }));
  });
  assert.match(git(wiki.repo.dir, "ls-tree", "HEAD"), /hidden/);
}
