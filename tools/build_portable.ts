/**
 * Builds one self-extracting file from the bundled program and the Deno executable that runs
 * this script, for machines where `deno compile` cannot fetch its runtime.
 *
 * The file is a short shell script followed by a tar.gz. At its first start it unpacks itself
 * into a cache folder named by the hash of its contents, later it starts from there.
 *
 * `deno task build:portable [--output <file>]`
 *
 * @module
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { printContents, RUN_FLAGS } from "./build.ts";
import { ASSET_FOLDERS, listWorkers, projectRoot } from "./program_files.ts";

const print = (line: string) =>
  Deno.stdout.write(new TextEncoder().encode(`${line}\n`));

/** The shell script in front of the archive; the placeholders have the length of their values. */
function stub(id: string): string {
  const script = (offset: number) =>
    `#!/bin/sh
# robot: one file. The archive behind this script is unpacked once, then started from the cache.
set -eu
cache="\${CACHE_DIRECTORY:-\${XDG_CACHE_HOME:-\${HOME:-/tmp}/.cache}}/robot"
home="$cache/${id}"
if [ ! -x "$home/deno" ]; then
  mkdir -p "$cache"
  fresh=$(mktemp -d "$cache/unpack.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  tail -c +${String(offset).padStart(6, "0")} "$0" | tar -xzf - -C "$fresh"
  mv -T "$fresh" "$home" 2>/dev/null || [ -x "$home/deno" ]
  trap - EXIT
  rm -rf "$fresh"
fi
export DENO_NO_UPDATE_CHECK=1 DENO_NO_PROMPT=1 DENO_DIR="$cache/deno"
exec "$home/deno" run --no-remote --no-npm --no-config --no-lock ${
      RUN_FLAGS.join(" ")
    } "$home/main.js" "$@"
`;
  return script(script(0).length + 1);
}

async function run(
  command: string,
  args: string[],
  cwd: string,
): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    stdout: "null",
    stderr: "piped",
  })
    .output();
  if (code !== 0) {
    throw new Error(
      `${command} ${args[0]}: ${new TextDecoder().decode(stderr)}`,
    );
  }
}

/** Bundles program and workers; a worker's URL then names the bundle beside `main.js`. */
async function bundle(root: string, target: string): Promise<void> {
  const workers = listWorkers(root);
  for (const entry of ["main.ts", ...workers]) {
    const name = entry.split("/").pop()!.replace(/\.ts$/, ".js");
    const output = `${target}/${name}`;
    await run(Deno.execPath(), [
      "bundle",
      "--platform=deno",
      "--minify",
      "-o",
      output,
      entry,
    ], root);
  }
  for await (const { name } of Deno.readDir(target)) {
    if (!name.endsWith(".js")) continue;
    const code = await Deno.readTextFile(`${target}/${name}`);
    const rewritten = code.replace(
      /new URL\("[./\w]*?(\w+_worker)\.ts",/g,
      'new URL("./$1.js",',
    );
    await Deno.writeTextFile(`${target}/${name}`, withRequire(rewritten));
  }
}

/**
 * Packages of the old kind call `require()`. The bundler puts a stand-in there and gives it the real one afterwards, but overlooks it
 * where the minifier has called it `$` (Deno 2.9).
 */
function withRequire(code: string): string {
  if (!code.includes("Dynamic require of ")) return code;
  return `import { createRequire as makeRequire } from "node:module";
const require = makeRequire(import.meta.url);
${code}`;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const part of file.readable) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}

/** Builds the file; its size in bytes. */
export async function buildPortable(
  root: string,
  output: string,
): Promise<number> {
  const work = await Deno.makeTempDir({ prefix: "robot-build-" });
  try {
    const tree = `${work}/tree`;
    await Deno.mkdir(tree);
    await bundle(root, tree);
    for (const folder of ASSET_FOLDERS) {
      await run("cp", ["-R", `${root}/${folder}`, tree], root);
    }
    await Deno.copyFile(Deno.execPath(), `${tree}/deno`);
    await Deno.chmod(`${tree}/deno`, 0o755);
    const archive = `${work}/tree.tar.gz`;
    await run("tar", ["-czf", archive, "-C", tree, "."], root);
    const script = stub(await hashOf(archive));
    await Deno.writeTextFile(output, script, { mode: 0o755 });
    using packed = await Deno.open(archive);
    await Deno.writeFile(output, packed.readable, { append: true });
    return (await Deno.stat(output)).size;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) {
  const root = projectRoot();
  const { values } = parseArgs({
    args: Deno.args,
    options: { output: { type: "string" } },
  });
  const output = values.output ?? `${root}/dist/robot`;
  await Deno.mkdir(`${root}/dist`, { recursive: true });
  await printContents(root);
  const size = await buildPortable(root, output);
  await print(`${output}: ${Math.ceil(size / 1024)} KB`);
}
