/** `robot doctor`. @module */
import { examine, type Finding } from "../ops/doctor.ts";
import type { Command } from "./command.ts";

/** Looks at everything; exit code 1 where something is wrong. */
export const DOCTOR: Command<{ findings: Finding[] }> = {
  words: ["doctor"],
  summary: "Look at the data folder and every wiki, and say what is wrong.",
  args: [],
  options: {},
  run: async (house) => ({ findings: await examine(house) }),
  text: ({ findings }) =>
    findings.map(({ subject, isGood, message }) =>
      `${isGood ? "ok " : "BAD"} ${subject}: ${message}`
    )
      .join("\n"),
  isBad: ({ findings }) => findings.some(({ isGood }) => !isGood),
};
