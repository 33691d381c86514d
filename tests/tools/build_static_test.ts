import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import {
  bundleEntry,
  COPIED_FILES,
  readPackageFile,
  STATIC_ENTRIES,
  type StaticEntry,
} from "../../tools/build_static.ts";
import { projectRoot } from "../../tools/program_files.ts";

/** The bytes that the sources give now. */
async function rebuilt(row: StaticEntry): Promise<Uint8Array> {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await bundleEntry(projectRoot(), row, file);
    return await Deno.readFile(file);
  } finally {
    await Deno.remove(file);
  }
}

for (const row of STATIC_ENTRIES) {
  Deno.test(`${row.output} is what its sources give: deno task build:static`, async () => {
    const committed = await Deno.readFile(`${projectRoot()}/${row.output}`);

    assert.ok(
      Buffer.from(await rebuilt(row)).equals(committed),
      `${row.output} is older than ${row.entry}`,
    );
  });
}

Deno.test("wasm/ holds the files of the packages, and no others: deno task build:static", async () => {
  for (const row of COPIED_FILES) {
    const committed = await Deno.readFile(`${projectRoot()}/${row.output}`);
    const original = await readPackageFile(row);
    assert.ok(Buffer.from(original).equals(committed), row.output);
  }
  const names = [...Deno.readDirSync(`${projectRoot()}/wasm`)]
    .map(({ name }) => `wasm/${name}`);
  assert.deepEqual(
    names.sort(),
    COPIED_FILES.map(({ output }) => output).sort(),
  );
});
