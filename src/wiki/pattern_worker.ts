/** Entry of the thread that looks for a pattern in all pages of a commit. See `pattern_search.ts`. @module */
import { Repository } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import { doJobs, type TellPart } from "../threads/thread_entry.ts";
import { displayPath, pageOfFile } from "./page_path.ts";
import { PatternFinder } from "./pattern_match.ts";
import type {
  PatternHit,
  PatternReply,
  PatternRequest,
} from "./pattern_search.ts";
import { decodeText } from "./page_text.ts";

/** Each page that fits is told at once: what was found before the deadline is not lost. */
function search(
  request: PatternRequest,
  tellPart: TellPart<PatternHit>,
): PatternReply {
  let finder: PatternFinder;
  try {
    finder = new PatternFinder(request.pattern);
  } catch (error) {
    return { kind: "invalid", message: String(error) };
  }
  const repo = Repository.open(request.repositoryDir);
  try {
    let { bytes, pages } = request.limits;
    for (const file of repo.listFiles(request.commit)) {
      const path = pageOfFile(file.path);
      if (path === undefined || !isRegularFile(file)) continue;
      const { oid } = file;
      bytes -= repo.blobSize(oid);
      if (bytes < 0) return { kind: "end", reason: "size" };
      const text = decodeText(repo.readBlob(oid)) ?? "";
      const matches = finder.find(displayPath(path), text);
      if (matches === undefined) continue;
      if (pages-- === 0) return { kind: "end", reason: "many" };
      tellPart({ path, ...matches });
    }
    return { kind: "end", reason: null };
  } finally {
    repo.close();
  }
}

doJobs<PatternRequest, PatternReply, PatternHit>((request, tellPart) => ({
  reply: search(request, tellPart),
  transfer: [],
}));
