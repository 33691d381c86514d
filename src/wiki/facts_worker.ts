/** Entry of the thread that reads what large texts say. See `facts_thread.ts`. @module */
import { doJobs } from "../threads/thread_entry.ts";
import type { FactsRequest } from "./facts_thread.ts";
import { type PageFacts, pageFacts } from "./page_facts.ts";

doJobs<FactsRequest, PageFacts>(({ path, text, style }) => ({
  reply: pageFacts(path, text, style),
  transfer: [],
}));
