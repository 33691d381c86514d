/** Entry of the thread that reads large blobs. See `blob_reader.ts`. @module */
import type { BlobJob, BlobReply } from "./blob_reader.ts";
import { GitCache } from "./git_cache.ts";
import { ObjectStore } from "./object_store.ts";
import { doJobs } from "../threads/thread_entry.ts";

/** Blobs are kept by those who ask; here are the bases of deltas only. */
const CACHE_BYTES = 16 << 20;

/** The store that was used last: who reads one file of a wiki soon reads another. */
let opened: { readonly dir: string; readonly store: ObjectStore } | null = null;

function storeOf(dir: string): ObjectStore {
  if (opened?.dir === dir) return opened.store;
  opened?.store.close();
  opened = { dir, store: new ObjectStore(dir, new GitCache(CACHE_BYTES)) };
  return opened.store;
}

function replyTo({ dir, oid }: BlobJob): BlobReply {
  try {
    const { data } = storeOf(dir).read(oid, "blob");
    return { buffer: new Uint8Array(data).buffer, failure: "" };
  } catch (error) {
    opened?.store.close();
    opened = null; // the folder may be another one by now
    return { buffer: null, failure: String(error) };
  }
}

doJobs<BlobJob, BlobReply>((job) => {
  const reply = replyTo(job);
  return { reply, transfer: reply.buffer === null ? [] : [reply.buffer] };
});
