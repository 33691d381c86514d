/** Reads a folder of files for an import. @module */

/** The files of a folder. */
export interface FolderFiles {
  /** Bytes by path below the folder, in NFC. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly warnings: readonly string[];
}

/**
 * Reads everything below a folder. Left out, with a warning, is what git would not keep or what is no file: symbolic links (they
 * may lead out of the folder), sockets, `.git`. File systems of some machines give names in NFD; pages have NFC.
 */
export function readFolder(folder: string): FolderFiles {
  const files = new Map<string, Uint8Array>();
  const warnings: string[] = [];
  const open = [""];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    for (const entry of Deno.readDirSync(`${folder}/${below}`)) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.name.toLowerCase() === ".git") continue;
      if (entry.isDirectory) open.push(path);
      else if (entry.isFile) {
        files.set(
          path.normalize("NFC"),
          Deno.readFileSync(`${folder}/${path}`),
        );
      } else warnings.push(`"${path}" was left out: it is no regular file`);
    }
  }
  return { files, warnings: warnings.sort() };
}
