/**
 * Builds the executable with `deno compile`: program, workers, migrations and static files in
 * one file. Prints what it embeds and the size.
 *
 * `deno task build [--target <triple>]`
 *
 * `deno compile` downloads `denort`, the small runtime that it puts in front of the program; where
 * that cannot be fetched, `deno task build:portable` makes one file from the Deno executable.
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  listAssets,
  listWorkers,
  moduleGraph,
  projectRoot,
} from "./program_files.ts";

/** What the program may do and how it runs, fixed at build time. */
export const RUN_FLAGS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  // A request's signal tells of a client that went away, and of nothing else.
  "--unstable-no-legacy-abort",
] as const;

const encoder = new TextEncoder();
const print = (line: string) => Deno.stdout.write(encoder.encode(`${line}\n`));
const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`;

/** Prints modules, packages and files that a build embeds. */
export async function printContents(root: string): Promise<void> {
  const workers = listWorkers(root);
  const { modules, packages } = await moduleGraph(root, [
    "main.ts",
    ...workers,
  ]);
  const assets = listAssets(root);
  const sum = (files: readonly { sizeBytes: number }[]) =>
    files.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  await print(
    `${modules.length} modules, ${kilobytes(sum(modules))}; workers: ${
      workers.join(", ")
    }`,
  );
  await print(`${packages.length} packages: ${packages.join(", ")}`);
  await print(`${assets.length} files, ${kilobytes(sum(assets))}:`);
  for (const { path, sizeBytes } of assets) {
    await print(`  ${path}  ${kilobytes(sizeBytes)}`);
  }
}

/** The arguments of `deno compile` for a target (`undefined`: this machine). */
export function compileArgs(
  root: string,
  output: string,
  target?: string,
): string[] {
  const included = [
    ...listWorkers(root),
    ...listAssets(root).map(({ path }) => path),
  ];
  return [
    "compile",
    ...RUN_FLAGS,
    "--no-prompt",
    "--output",
    output,
    ...(target === undefined ? [] : ["--target", target]),
    ...included.flatMap((path) => ["--include", path]),
    "main.ts",
  ];
}

async function main(): Promise<number> {
  const root = projectRoot();
  const { values } = parseArgs({
    args: Deno.args,
    options: { target: { type: "string" } },
  });
  const output = `${root}/dist/robot${
    values.target === undefined ? "" : `-${values.target}`
  }`;
  await Deno.mkdir(`${root}/dist`, { recursive: true });
  await printContents(root);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: compileArgs(root, output, values.target),
    cwd: root,
  }).spawn().status;
  if (code !== 0) {
    await print(
      "deno compile failed. Where denort cannot be fetched: deno task build:portable",
    );
    return code;
  }
  await print(`${output}: ${kilobytes((await Deno.stat(output)).size)}`);
  return 0;
}

if (import.meta.main) Deno.exit(await main());
