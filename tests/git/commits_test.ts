import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  cleanPerson,
  encodeCommit,
  parseCommit,
} from "../../src/git/commits.ts";
import { CorruptObjectError, EMPTY_TREE } from "../../src/git/objects.ts";
import {
  assertHealthy,
  commit,
  git,
  temporaryRepository,
} from "../support/git_program.ts";

const OID = "1".repeat(40);

/** Names and addresses that try to break out of their line, or that git would refuse. */
const HOSTILE = [
  {
    name: "Eve <eve@x> 1 +0000\nparent " + "0".repeat(40),
    email: "a@a>\ncommitter Eve <x",
  },
  { name: "", email: "" },
  { name: "<>", email: "<>" },
  { name: " .,:;\"'\\ ", email: " " },
  { name: "nul\0nul", email: "nul\0@x" },
  { name: "line\u2028separator\u0085next", email: "spa ce@x" },
  { name: "\ud800 lone", email: "\udfff@x" },
  { name: "x".repeat(100_000), email: "y".repeat(100_000) },
  { name: "Zoë 日本 🎉", email: "did:plc:abc@robot.test" },
];

Deno.test("commits by hostile names pass git fsck and have one parent", async () => {
  using world = temporaryRepository();
  for (const [i, person] of HOSTILE.entries()) {
    const message = `subject\n\nauthor Eve <e@e> 1 +0000\0\r\ntree ${OID}\r`;
    const oid = await commit(world.repo, { "a.md": `${i}` }, {
      author: person,
      committer: person,
      message,
    });

    const { author, parents } = world.repo.readCommit(oid);
    const theirs = git(world.dir, "log", "-1", "--format=%an%x00%ae%x00%P", oid)
      .trimEnd().split("\0");
    assert.deepEqual([author.name, author.email, parents.join(" ")], theirs);
    assert.deepEqual(author, cleanPerson(person));
  }
  assertHealthy(world.dir);
});

Deno.test("cleanPerson never answers an empty name or address", () => {
  assert.deepEqual(cleanPerson({ name: " <> ", email: "\n" }), {
    name: "unknown",
    email: "unknown",
  });
  assert.deepEqual(cleanPerson({ name: "A. B. Cé", email: "a@b" }), {
    name: "A. B. Cé",
    email: "a@b",
  });
});

Deno.test("encodeCommit bounds times that no date can hold", () => {
  const encode = (at: Date) =>
    encodeCommit({
      tree: EMPTY_TREE,
      parents: [],
      author: { name: "a", email: "a" },
      committer: { name: "a", email: "a" },
      at,
      message: "",
    });

  assert.match(encode(new Date(NaN)).toString(), /author a <a> 0 \+0000\n/);
  assert.match(encode(new Date(-5000)).toString(), /author a <a> 0 \+0000\n/);
});

Deno.test("parseCommit reads what git writes: signatures, encodings, several parents", () => {
  const text = [
    `tree ${EMPTY_TREE}`,
    `parent ${OID}`,
    `parent ${"2".repeat(40)}`,
    "author Zo\xeb <z@z> 1700000000 +0100",
    "committer C <c@c> 1700000001 -0800",
    "encoding ISO-8859-1",
    "gpgsig -----BEGIN PGP SIGNATURE-----",
    " author Mallory <m@m> 1 +0000",
    " parent 3333333333333333333333333333333333333333",
    "",
    "caf\xe9\n",
  ].join("\n");

  const parsed = parseCommit(OID, Buffer.from(text, "latin1"));

  assert.deepEqual(parsed, {
    oid: OID,
    tree: EMPTY_TREE,
    parents: [OID, "2".repeat(40)],
    author: { name: "Zoë", email: "z@z" },
    authoredAt: 1700000000,
    committer: { name: "C", email: "c@c" },
    committedAt: 1700000001,
    message: "café\n",
  });
});

Deno.test("parseCommit is tolerant of odd persons and times, and refuses what has no tree", () => {
  const read = (author: string) =>
    parseCommit(OID, Buffer.from(`tree ${EMPTY_TREE}\nauthor ${author}\n\nx`));

  assert.deepEqual(read("No Address").author, {
    name: "No Address",
    email: "",
  });
  assert.deepEqual(read("<only@address> 12 +0000").author, {
    name: "",
    email: "only@address",
  });
  assert.equal(
    read("A <a@a> 99999999999999999999 +0000").authoredAt,
    253_402_300_799,
  );
  assert.equal(read("A <a@a> -5 +0000").authoredAt, 0);
  assert.equal(read("A <a@a>").authoredAt, 0);
  assert.equal(
    new Date(read("A <a@a> 99999999999999999999").authoredAt * 1000)
      .getUTCFullYear(),
    9999,
  );
  assert.throws(
    () => parseCommit(OID, Buffer.from("author x\n\n")),
    CorruptObjectError,
  );
  assert.throws(
    () => parseCommit(OID, Buffer.from(`tree ${EMPTY_TREE}\nparent 12\n\n`)),
    CorruptObjectError,
  );
});
