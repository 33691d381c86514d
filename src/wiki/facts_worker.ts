/**
 * The thread that reads what large texts say.
 *
 * @module
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { FactsReply, FactsRequest } from "./facts_thread.ts";
import { pageFacts } from "./page_facts.ts";

self.onmessage = ({ data }: MessageEvent<FactsRequest>) => {
  const reply: FactsReply = {
    facts: pageFacts(data.path, data.text, data.style),
  };
  self.postMessage(reply);
};
