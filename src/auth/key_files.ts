/**
 * The files that keys lie in: only their owner may read them, and each is written whole or not at all.
 *
 * @module
 */

/** A key's file, and when it begins to sign. */
export interface DatedFile {
  readonly path: string;
  /** Milliseconds since 1970; 0: from the beginning. */
  readonly fromMs: number;
}

/** The files `<purpose>.jwk` and `<purpose>.<time>.jwk` in a folder, newest first. */
export function listKeyFiles(folder: string, purpose: string): DatedFile[] {
  const files: DatedFile[] = [];
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.startsWith(`${purpose}.`) || !name.endsWith(".jwk")) continue;
    const time = name.slice(purpose.length + 1, -".jwk".length);
    const fromMs = name === `${purpose}.jwk` ? 0 : timeOfName(time);
    if (!Number.isNaN(fromMs)) {
      files.push({ path: `${folder}/${name}`, fromMs });
    }
  }
  return files.sort((a, b) => b.fromMs - a.fromMs);
}

/** A time as it stands in a file's name: `20261121T001500Z`. */
export function nameOfTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** What {@linkcode nameOfTime} wrote; `NaN` for anything else. */
function timeOfName(name: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(name);
  if (match === null) return NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Text of a file that only its owner may read, or `undefined`. A mode widened by a copy is set back. */
export function readKeyFile(path: string): string | undefined {
  try {
    const text = Deno.readTextFileSync(path);
    Deno.chmodSync(path, 0o600);
    return text;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Writes durably, and whole or not at all: a key cut off by a power failure would lock everybody out. */
export function writeKeyFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  {
    using handle = Deno.openSync(temporary, {
      write: true,
      create: true,
      truncate: true,
      mode: 0o600,
    });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += handle.writeSync(bytes.subarray(at));
    }
    handle.syncSync();
  }
  Deno.renameSync(temporary, path);
  using folder = Deno.openSync(path.slice(0, path.lastIndexOf("/")));
  folder.syncSync();
}

/** Removes a key that is over; one that is gone already is no failure. */
export function removeKeyFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
