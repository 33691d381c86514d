import assert from "node:assert/strict";
import { hunksOf, resolve } from "../../frontend/editor/hunks.ts";

const CONFLICT = {
  base: "one\ntwo\n\nthree\n\nfour\n",
  mine: "ONE\ntwo\n\ndrei\n\nfour",
  theirs: "one\ntwo\n\ntrois\n\nfour\nfive\n",
};

Deno.test("hunksOf puts together what does not collide, and leaves the rest to be chosen", () => {
  const disputed = hunksOf(CONFLICT).filter(({ kind }) => kind === "disputed");

  assert.deepEqual(disputed, [
    { kind: "disputed", base: "three\n", ours: "drei\n", theirs: "trois\n" },
  ]);
});

Deno.test("resolve makes the text that was chosen", () => {
  const hunks = hunksOf(CONFLICT);
  const around = (chosen: string) => `ONE\ntwo\n\n${chosen}\n\nfour\nfive\n`;

  assert.equal(resolve(hunks, ["mine"]), around("drei"));
  assert.equal(resolve(hunks, ["theirs"]), around("trois"));
  assert.equal(resolve(hunks, ["both"]), around("drei\ntrois"));
});

Deno.test("both, where one side holds the other, says nothing twice", () => {
  const hunks = hunksOf({ base: "a\n", mine: "b\nc\n", theirs: "b\n" });

  assert.equal(resolve(hunks, ["both"]), "b\nc\n");
});

Deno.test("texts that are too different to compare are one place to choose for", () => {
  const lines = (word: string) =>
    Array.from({ length: 61_000 }, (_, i) => `${word} ${i}`).join("\n");
  const hunks = hunksOf({
    base: lines("a"),
    mine: lines("b"),
    theirs: lines("c"),
  });

  assert.deepEqual(hunks.map(({ kind }) => kind), ["disputed"]);
});
