import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import { deflatePieces } from "../../src/git/deflate_pieces.ts";

Deno.test("deflatePieces gives one zlib stream, whatever the length", () => {
  for (const length of [0, 1, 131_072, 131_073, 1_000_000]) {
    const content = Buffer.from(Array.from({ length }, (_, i) => (i * i) >> 5));

    const stream = Buffer.concat([...deflatePieces(content, 1)]);

    assert.ok(inflateSync(stream).equals(content), `${length} bytes`);
    assert.ok(stream.length < length / 2 + 20);
  }
});
