/** Entry of the thread that starts the others and watches whether they are still there. See `thread_starter.ts`. @module */
import { parentPort } from "node:worker_threads";
import { RunningThreads, type ThreadOrder } from "./running_threads.ts";

const threads = new RunningThreads((report) => parentPort?.postMessage(report));
parentPort?.on("message", (order: ThreadOrder) => threads.obey(order));
