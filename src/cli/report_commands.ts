/** `robot report …`: what readers told the operator of. @module */
import { wikiOrigin } from "../config.ts";
import { forCommandLine } from "../wiki/access.ts";
import { closeReport, listReports } from "../wiki/reports.ts";
import { type Command, option, readNumber } from "./command.ts";

/** A report as the command line shows it. */
interface ShownReport {
  readonly id: number;
  readonly at: string;
  readonly url: string;
  readonly reason: string;
  /** Handle or DID; `null`: was not signed in. */
  readonly reporter: string | null;
  readonly closedAt: string | null;
}

const list: Command<{ reports: ShownReport[] }> = {
  words: ["report", "list"],
  summary: "List what readers reported, newest first, 50 at a time.",
  args: [],
  options: {
    closed: { help: "Those that were closed." },
    offset: { value: "number", help: "How many to leave out." },
  },
  run(house, call) {
    const reports = listReports(forCommandLine(house), {
      isOpen: call.options["closed"] !== true,
      offset: readNumber(option(call, "offset") ?? "0"),
    });
    return {
      reports: reports.map((report) => ({
        ...{ id: report.id, at: report.at, reason: report.reason },
        url: `${wikiOrigin(house.config, report.slug)}${report.path}`,
        reporter: report.reporterHandle ?? report.reporterDid,
        closedAt: report.closedAt,
      })),
    };
  },
  text: ({ reports }) =>
    reports.length === 0 ? "No reports" : reports.map((report) => {
      const { id, at, url, reporter } = report;
      const reason = report.reason.replace(/\s+/g, " ");
      return [id, at, url, reporter ?? "-", reason].join("\t");
    }).join("\n"),
};

const close: Command<{ closed: number }> = {
  words: ["report", "close"],
  summary: "Say that a report was seen to.",
  args: [{ name: "id", help: "As robot report list shows it." }],
  options: {},
  run(house, call) {
    const id = readNumber(call.args["id"]!);
    closeReport(forCommandLine(house), id);
    return { closed: id };
  },
  text: ({ closed }) => `Closed report ${closed}`,
};

/** The commands that begin with `report`. */
export const REPORT_COMMANDS: readonly Command[] = [list, close];
