/**
 * Looks through an uploaded zip: which files can be imported, as what, and which are left out. What is new is packed beside the
 * zip, so that importing it later only moves one file. For a worker.
 *
 * @module
 */
import { writeBlobPack } from "../git/blob_pack.ts";
import { hashObject } from "../git/objects.ts";
import type { TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import { type ZippedFile, ZipReader } from "../zip/zip_reader.ts";
import {
  type CheckedZip,
  type LeftOut,
  linkOrder,
  type ZipImport,
} from "./checked_upload.ts";
import { countResolved } from "./import_survey.ts";
import { pageOfFile } from "./page_path.ts";
import { decodeText } from "./page_text.ts";
import { sizeText } from "./size_text.ts";
import { ZIP_LIMITS } from "./upload_limits.ts";
import { commonFolder, withoutLitter, ZipNames } from "./zip_names.ts";

/** What a zip is compared with. */
export interface ZipSetting {
  /** Files of the wiki. */
  readonly wikiFiles: readonly TreeFile[];
  /** Bytes of one page. */
  readonly pageBytes: number;
  /** Bytes of one other file. */
  readonly attachmentBytes: number;
  /** `objects/pack` of a repository that gets the new files. */
  readonly packFolder: string;
}

/** A file that has a place. */
interface PlacedFile {
  readonly file: ZippedFile;
  /** Its name without the folder around everything. */
  readonly name: string;
  readonly path: string;
}

/**
 * Checks a zip and packs what is new in it.
 *
 * @throws {AppError} `invalid`, `too_large` where the zip as a whole is refused; `storage_full`.
 */
export async function surveyZip(
  path: string,
  setting: ZipSetting,
): Promise<CheckedZip> {
  using zip = await ZipReader.open(path, ZIP_LIMITS);
  const survey = new ZipSurvey(setting);
  return survey.run(withoutLitter(zip.files));
}

/** One zip, being looked through. */
class ZipSurvey {
  readonly #setting: ZipSetting;
  readonly #before: ReadonlyMap<string, TreeFile>;
  readonly #leftOut: LeftOut[] = [];

  constructor(setting: ZipSetting) {
    this.#setting = setting;
    this.#before = new Map(
      setting.wikiFiles.map((file) => [file.path, file]),
    );
  }

  run(files: readonly ZippedFile[]): CheckedZip {
    const { placed, folds } = this.#placeAll(files);
    const resolved = { target_first: 0, text_first: 0 };
    const imports: ZipImport[] = [];
    const fresh = new Map<string, { oid: string; file: ZippedFile }>();
    for (const { file, name, path } of placed) {
      const reason = this.#complaintAboutSize(path, file.sizeBytes);
      if (reason !== undefined) {
        this.#leftOut.push({ name, reason });
        continue;
      }
      const data = file.read();
      const page = pageOfFile(path);
      if (page !== undefined) {
        const text = decodeText(data);
        if (text === undefined || text.includes("\0")) {
          const reason = "it is not UTF-8 text";
          this.#leftOut.push({ name, reason });
          continue;
        }
        for (const style of ["target_first", "text_first"] as const) {
          resolved[style] += countResolved(folds, page, { text, style });
        }
      }
      const oid = hashObject({ type: "blob", data });
      const before = this.#before.get(path)?.oid ?? null;
      const { sizeBytes } = file;
      imports.push({ path, oid, sizeBytes, before });
      if (before !== oid) fresh.set(oid, { oid, file });
    }
    this.#pack(fresh);
    return {
      kind: "zip",
      files: imports,
      leftOut: this.#leftOut.map(shortened),
      links: linkOrder(resolved),
      warnings: [],
    };
  }

  #placeAll(
    files: readonly ZippedFile[],
  ): { placed: PlacedFile[]; folds: ReadonlySet<string> } {
    const folder = commonFolder(files.map(({ name }) => name));
    const names = new ZipNames(this.#before.keys());
    const placed: PlacedFile[] = [];
    for (const file of files) {
      const name = file.name.slice(folder.length);
      const { path, reason } = names.place(name);
      if (path === undefined) this.#leftOut.push({ name, reason });
      else placed.push({ file, name, path });
    }
    return { placed, folds: names.folds };
  }

  #complaintAboutSize(path: string, sizeBytes: number): string | undefined {
    const before = this.#before.get(path);
    if (before !== undefined && !isRegularFile(before)) {
      return "the wiki has a link or submodule of this name";
    }
    const isPage = pageOfFile(path) !== undefined;
    const { pageBytes, attachmentBytes } = this.#setting;
    const limit = isPage ? pageBytes : attachmentBytes;
    if (sizeBytes <= limit) return undefined;
    return `it has ${sizeText(sizeBytes)}, and ${
      isPage ? "a page" : "a file"
    } may have ${sizeText(limit)}`;
  }

  #pack(fresh: ReadonlyMap<string, { oid: string; file: ZippedFile }>): void {
    if (fresh.size === 0) return;
    const blobs = new Map(
      fresh.entries().map(([oid, { file }]) =>
        [oid, { oid, read: () => file.read() }] as const
      ),
    );
    writeBlobPack(this.#setting.packFolder, blobs);
  }
}

/** The longest name and reason that are kept, in characters: a name in a zip may have 65,535. */
const MAX_TEXT = 300;

function shortened({ name, reason }: LeftOut): LeftOut {
  const short = (text: string) =>
    text.length > MAX_TEXT
      ? `${text.slice(0, MAX_TEXT).toWellFormed()}…`
      : text;
  return { name: short(name), reason: short(reason) };
}
