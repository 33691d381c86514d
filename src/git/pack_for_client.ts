/**
 * The pack for one client: whole packs as they lie on disk for a clone, else the objects it lacks.
 *
 * @module
 */
import type { CommitGraph } from "./commit_graph.ts";
import { type CommitSelection, selectCommits } from "./commit_selection.ts";
import { namesInTrees, selectObjects } from "./object_selection.ts";
import type { ObjectType } from "./objects.ts";
import type { ObjectStore } from "./object_store.ts";
import { type PackingOptions, packObjects } from "./pack_objects.ts";
import type { PackFile } from "./pack_file.ts";
import {
  PACK_HEAD_BYTES,
  PACK_TRAILER_BYTES,
  PackWriter,
} from "./pack_writer.ts";
import type { Oid } from "./repository.ts";
import type { BorderChange } from "./shallow_border.ts";
import type { Steps } from "./steps.ts";
import {
  type Coverage,
  coverWants,
  isInPacks,
  markedPacks,
} from "./verbatim_packs.ts";

/** What a client lacks, and what it understands. */
export interface ClientNeeds {
  readonly store: ObjectStore;
  readonly graph: CommitGraph;
  /** As asked for: tags are not peeled. */
  readonly wants: readonly Oid[];
  readonly common: readonly Oid[];
  /** Commits where the client's history ends now. */
  readonly shallows: readonly Oid[];
  readonly border: BorderChange;
  /** The values of all tags, for a client that wants those of the commits it gets. */
  readonly tags: readonly Oid[];
  /** Words of the protocol: `ofs-delta`, `thin-pack`, `include-tag`. */
  readonly options: ReadonlySet<string>;
}

/** Quick rather than small: it is paid by the loop that serves everybody. */
const LEVEL = 1;

/** Bytes of a pack that are read at once. */
const READ_BYTES = 256 << 10;

/** The pack, byte by byte. */
export function* packForClient(needs: ClientNeeds): Steps {
  const { common, shallows, border, options, store, graph, wants } = needs;
  const isWhole = common.length + shallows.length + border.shallow.length === 0;
  if (isWhole && options.has("ofs-delta")) {
    // Held from before the first pause on: a repack meanwhile closes what nobody holds.
    using held = new DisposableStack();
    const packs = markedPacks(store);
    for (const { pack } of packs) held.use(pack.hold());
    const coverage = yield* coverWants(store, graph, wants, packs);
    if (coverage.packs.length > 0) return yield* verbatimPack(needs, coverage);
  }
  yield* selectedPack(needs);
}

/** Packs, held by the caller, as they are, then what is newer. Entries refer backwards by distance only, so they may follow one another. */
function* verbatimPack(
  { store, graph }: ClientNeeds,
  coverage: Coverage,
): Steps {
  const isLeftOut = (oid: Oid) => isInPacks(coverage.packs, oid);
  const rest = yield* selectObjects(store, graph, { ...coverage, isLeftOut });
  const stored = coverage.packs.reduce(
    (sum, { pack }) => sum + pack.index.count,
    0,
  );
  const { out, writer } = openPack(stored + rest.length);
  for (const { pack } of coverage.packs) yield* copyEntries(pack, writer, out);
  yield* flushing(
    out,
    packObjects(store, rest, writer, { level: LEVEL, offsetDeltas: true }),
  );
  writer.finish();
  yield* out;
}

/** All of a pack between its head and its checksum. */
function* copyEntries(
  pack: PackFile,
  writer: PackWriter,
  out: Uint8Array[],
): Steps {
  const end = pack.size - PACK_TRAILER_BYTES;
  for (let at = PACK_HEAD_BYTES; at < end; at += READ_BYTES) {
    writer.appendEntries(pack.read(at, Math.min(READ_BYTES, end - at)));
    yield* out.splice(0);
  }
}

/** The objects that the client lacks, chosen one by one. */
function* selectedPack(needs: ClientNeeds): Steps {
  const { store, graph, options } = needs;
  const { selection, others, tags } = yield* lackingCommits(needs);
  const atClient = yield* namesInTrees(store, graph, selection.edges);
  const isLeftOut = (oid: Oid) => atClient.has(oid);
  const { commits } = selection;
  const objects = yield* selectObjects(store, graph, {
    commits,
    tags,
    others,
    isLeftOut,
  });
  const packing: PackingOptions = {
    level: LEVEL,
    offsetDeltas: options.has("ofs-delta"),
    ...(options.has("thin-pack") ? { outsideBases: atClient } : {}),
  };
  const { out, writer } = openPack(objects.length);
  yield* flushing(out, packObjects(store, objects, writer, packing));
  writer.finish();
  yield* out;
}

/** Commits, tag objects and whatever else tags name. */
function* lackingCommits(needs: ClientNeeds): Steps<
  {
    selection: CommitSelection;
    tags: Oid[];
    others: { oid: Oid; type: ObjectType }[];
  }
> {
  const { graph, common, shallows, border, options } = needs;
  const tags = new Set<Oid>();
  const others: { oid: Oid; type: ObjectType }[] = [];
  const wants: Oid[] = [];
  for (const want of needs.wants) {
    const peeled = graph.peel(want);
    for (const tag of peeled.tags) tags.add(tag);
    if (peeled.target.type === "commit") wants.push(peeled.target.oid);
    else others.push(peeled.target);
  }
  const unshallow = new Set(border.unshallow);
  const shallowsAfter = [
    ...shallows.filter((oid) => !unshallow.has(oid)),
    ...border.shallow,
  ];
  const selection = yield* selectCommits(graph, {
    wants,
    haves: common,
    shallowsBefore: new Set(shallows),
    shallowsAfter: new Set(shallowsAfter),
  });
  if (options.has("include-tag")) {
    const sent = new Set(selection.commits);
    for (const tag of needs.tags) {
      const peeled = graph.peel(tag);
      if (sent.has(peeled.target.oid)) {
        for (const oid of peeled.tags) tags.add(oid);
      }
      yield undefined;
    }
  }
  return { selection, tags: [...tags], others };
}

/** A writer whose bytes gather in `out`. */
function openPack(
  objectCount: number,
): { out: Uint8Array[]; writer: PackWriter } {
  const out: Uint8Array[] = [];
  const write = (bytes: Uint8Array) => void out.push(bytes);
  return { out, writer: new PackWriter({ objectCount, write, level: LEVEL }) };
}

/** Hands on what gathered in `out` after each step. */
function* flushing(out: Uint8Array[], steps: Steps): Steps {
  for (const _ of steps) {
    yield* out.splice(0);
    yield undefined;
  }
}
