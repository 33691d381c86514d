/**
 * Bundles the browser's scripts from `frontend/` into `static/`, and copies WebAssembly from packages into `wasm/`. The results
 * are committed, so that a fresh clone serves, tests and builds without this step; a test rebuilds them and compares.
 *
 * `deno task build:static [name …]`
 *
 * @module
 */
import { projectRoot } from "./program_files.ts";

/** A script of the browser: where it begins, and the file in `static/` that it becomes. */
export interface StaticEntry {
  readonly entry: string;
  readonly output: string;
}

/** Every bundled script. */
export const STATIC_ENTRIES: readonly StaticEntry[] = [
  { entry: "frontend/editor/editor.ts", output: "static/editor.js" },
  {
    entry: "frontend/diagram/diagram.ts",
    output: "static/vendor/diagram.js",
  },
];

/** Files of packages that the program reads as they are: code for WebAssembly. */
export const COPIED_FILES: readonly StaticEntry[] = [
  "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
  "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm",
  "@jsquash/png/codec/pkg/squoosh_png_bg.wasm",
  "@jsquash/webp/codec/dec/webp_dec.wasm",
  "@jsquash/webp/codec/enc/webp_enc.wasm",
].map((entry) => ({
  entry,
  output: `wasm/${entry.slice(entry.lastIndexOf("/") + 1)}`,
}));

/** The bytes of a package's file. */
export async function readPackageFile(
  { entry }: StaticEntry,
): Promise<Uint8Array> {
  return await Deno.readFile(new URL(import.meta.resolve(entry)));
}

/** Bundles one entry into the file `to`. The same sources and lock file give the same bytes. */
export async function bundleEntry(
  root: string,
  { entry }: StaticEntry,
  to: string,
): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--frozen",
      "--platform=browser",
      // A classic script: it needs no CORS from the origin that serves the static files.
      "--format=iife",
      "--minify",
      `--output=${to}`,
      entry,
    ],
    cwd: root,
  }).output();
  if (code !== 0) {
    throw new Error(`${entry}: ${new TextDecoder().decode(stderr)}`);
  }
}

async function main(names: readonly string[]): Promise<void> {
  const root = projectRoot();
  for (const row of [...STATIC_ENTRIES, ...COPIED_FILES]) {
    const { output } = row;
    if (names.length > 0 && !names.some((name) => output.includes(name))) {
      continue;
    }
    if (COPIED_FILES.includes(row)) {
      await Deno.writeFile(`${root}/${output}`, await readPackageFile(row));
    } else await bundleEntry(root, row, `${root}/${output}`);
    const { size } = await Deno.stat(`${root}/${output}`);
    await Deno.stdout.write(
      new TextEncoder().encode(`${output}: ${Math.ceil(size / 1024)} KB\n`),
    );
  }
}

if (import.meta.main) await main(Deno.args);
