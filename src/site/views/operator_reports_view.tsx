/** The operator's list of reports. @module */
import { TimeOf } from "../../http/views/form_parts.tsx";
import { personName } from "../../wiki/person_name.ts";
import type { Report } from "../../wiki/reports.ts";
import { OperatorFrame, userUrl } from "./operator_parts.tsx";

/** What the list shows. */
export interface OperatorReportsProps {
  readonly reports: readonly (Report & { readonly pageUrl: string })[];
  readonly isOpen: boolean;
  readonly page: number;
  readonly hasMore: boolean;
}

/** The body of `/app/operator/reports`. */
export function OperatorReportsView(props: OperatorReportsProps) {
  const { reports, isOpen, page, hasMore } = props;
  const at = (number: number) =>
    `/app/operator/reports?page=${number}${isOpen ? "" : "&closed=1"}`;
  return (
    <OperatorFrame page="Reports">
      <p class="muted">
        {isOpen ? "Open ones. " : "Closed ones. "}
        {isOpen
          ? <a href="/app/operator/reports?closed=1">Closed ones</a>
          : <a href="/app/operator/reports">Open ones</a>}
      </p>
      {reports.length === 0 ? <p class="muted">None.</p> : null}
      <ol class="changes">
        {reports.map((report) => <ReportLine report={report} />)}
      </ol>
      <nav class="pager" aria-label="Pages of the list">
        {page > 1 ? <a href={at(page - 1)}>Previous</a> : null}
        {hasMore ? <a href={at(page + 1)}>Next</a> : null}
      </nav>
    </OperatorFrame>
  );
}

function ReportLine(
  { report }: { report: OperatorReportsProps["reports"][number] },
) {
  const { id, slug, path, pageUrl, reason, address, closedAt } = report;
  return (
    <li>
      <div class="change-what">
        <a href={`/app/operator/wikis/${slug}`}>{slug}</a>:{" "}
        <a href={pageUrl} rel="noreferrer">{path}</a>
      </div>
      <p class="report-reason">{reason}</p>
      <div class="change-who">
        <TimeOf at={report.at} />
        <Reporter report={report} />
        {address === null ? null : <span>from {address}</span>}
        {closedAt === null ? null : (
          <span>
            closed <TimeOf at={closedAt} form="day" />
          </span>
        )}
      </div>
      {closedAt === null
        ? (
          <form method="post" action="/app/operator/reports">
            <input type="hidden" name="action" value="close" />
            <input type="hidden" name="id" value={String(id)} />
            <button type="submit" aria-label={`Close report ${id}`}>
              Close
            </button>
          </form>
        )
        : null}
    </li>
  );
}

function Reporter({ report }: { report: Report }) {
  const { reporterDid, reporterHandle } = report;
  if (reporterDid === null) return <span>somebody not signed in</span>;
  return (
    <a href={userUrl(reporterDid)}>
      {personName({ did: reporterDid, handle: reporterHandle })}
    </a>
  );
}
