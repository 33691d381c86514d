/**
 * What the program consists of: its modules, its worker entries and the files it reads at run
 * time. Both builds and their tests use this one list.
 *
 * @module
 */

/** Folders (below the project's root) that the program reads at run time. */
export const ASSET_FOLDERS = ["migrations", "static", "wasm"] as const;

/** A file that belongs to the program. */
export interface ProgramFile {
  /** Path below the root. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** What `deno info --json` knows of the program. */
export interface ModuleGraph {
  /** Own modules, as paths below the root. */
  readonly modules: readonly ProgramFile[];
  /** npm packages, as `name@version`. */
  readonly packages: readonly string[];
}

/** The files in {@linkcode ASSET_FOLDERS}, sorted. */
export function listAssets(root: string): ProgramFile[] {
  return ASSET_FOLDERS.flatMap((folder) => listFiles(root, folder)).sort(
    byPath,
  );
}

/** The worker entries below `src/`, sorted. */
export function listWorkers(root: string): string[] {
  return listFiles(root, "src").map(({ path }) => path).filter((path) =>
    path.endsWith("_worker.ts")
  )
    .sort();
}

/** What this file reads of the answer of `deno info --json`. */
interface DenoInfo {
  readonly modules: readonly {
    readonly specifier: string;
    readonly size?: number;
    readonly npmPackage?: string;
  }[];
  readonly npmPackages: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly version: string;
        readonly dependencies: readonly string[];
      }
    >
  >;
}

/** The modules and packages that these entries need. */
export async function moduleGraph(
  root: string,
  entries: readonly string[],
): Promise<ModuleGraph> {
  const modules = new Map<string, ProgramFile>();
  const packages = new Set<string>();
  for (const entry of entries) {
    const info = await denoInfo(root, entry);
    for (const { specifier, size, npmPackage } of info.modules) {
      const path = pathBelow(root, specifier);
      if (path !== undefined) modules.set(path, { path, sizeBytes: size ?? 0 });
      if (npmPackage !== undefined) addPackage(info, npmPackage, packages);
    }
  }
  return {
    modules: [...modules.values()].sort(byPath),
    packages: [...packages].sort(),
  };
}

async function denoInfo(root: string, entry: string): Promise<DenoInfo> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: root,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** A package and what it depends on. (`deno info` lists every package of deno.json.) */
function addPackage(
  { npmPackages }: DenoInfo,
  id: string,
  packages: Set<string>,
): void {
  const found = npmPackages[id];
  const name = found === undefined ? id : `${found.name}@${found.version}`;
  if (packages.has(name)) return;
  packages.add(name);
  for (const dependency of found?.dependencies ?? []) {
    addPackage({ modules: [], npmPackages }, dependency, packages);
  }
}

/** The root of the project: the folder above this one. */
export function projectRoot(): string {
  return new URL("..", import.meta.url).pathname.replace(/\/$/, "");
}

function pathBelow(root: string, specifier: string): string | undefined {
  const prefix = `file://${root}/`;
  return specifier.startsWith(prefix)
    ? specifier.slice(prefix.length)
    : undefined;
}

function listFiles(root: string, folder: string): ProgramFile[] {
  const found: ProgramFile[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(`${root}/${folder}`)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...listFiles(root, path));
    else found.push({ path, sizeBytes: Deno.statSync(`${root}/${path}`).size });
  }
  return found;
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}
