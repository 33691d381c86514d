/** The operator's overview, and the audit log. @module */
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { RecentEvent } from "../../log.ts";
import type { QueueLoad, ServiceHealth } from "../../ops/health.ts";
import { sizeText } from "../../wiki/size_text.ts";
import { AuditList, type AuditListProps } from "./audit_view.tsx";
import { OperatorFrame } from "./operator_parts.tsx";

/** The body of `/app/operator/audit`. */
export function OperatorLogView(list: AuditListProps) {
  return (
    <OperatorFrame page="Audit log">
      <p class="muted">
        Everything that was done to people and wikis. Kept for 180 days; nobody
        can change it.
      </p>
      <AuditList {...list} />
    </OperatorFrame>
  );
}

/** The body of `/app/operator`; `queues`: those of the doors. */
export function OperatorOverview(
  { health, queues }: { health: ServiceHealth; queues: readonly QueueLoad[] },
) {
  return (
    <OperatorFrame page="Overview">
      <section aria-labelledby="parts">
        <h2 id="parts">Health</h2>
        <ul class="part-list">
          {health.parts.map(({ part, isGood, words }) => (
            <li class={isGood ? "part-good" : "part-bad"}>
              <strong>{isGood ? "Well" : "Look here"}</strong> {part}: {words}
            </li>
          ))}
        </ul>
      </section>
      <Numbers health={health} />
      <Queues queues={[...health.queues, ...queues]} />
      <RecentErrors events={health.recent} />
    </OperatorFrame>
  );
}

function Numbers({ health }: { health: ServiceHealth }) {
  const { disk, uptimeSeconds, loadAverage } = health;
  const facts: [string, string][] = [
    ["Version", health.version],
    ["Runs for", durationText(uptimeSeconds)],
    ["People", String(health.users)],
    ["Wikis", `${health.wikis}, ${health.openWikis} of them open`],
    ["Open reports", String(health.openReports)],
    ["Requests", `${health.requests} since the start`],
    ["Refused (too many)", String(health.refusedForRate)],
    ["Failed (5xx)", String(health.failedRequests)],
    [
      "Disk",
      `${sizeText(disk.freeBytes)} free of ${sizeText(disk.totalBytes)}`,
    ],
    ["robot.db", sizeText(health.databaseBytes)],
    ["Memory", sizeText(health.memoryBytes)],
    ["Load", loadAverage.map((load) => load.toFixed(2)).join(", ")],
  ];
  return (
    <section aria-labelledby="numbers">
      <h2 id="numbers">Numbers</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function Queues({ queues }: { queues: readonly QueueLoad[] }) {
  const none = "–";
  return (
    <section aria-labelledby="queues">
      <h2 id="queues">Work in the background</h2>
      <table class="operator-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Runs</th>
            <th scope="col">Waits</th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ name, busy, waiting }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{busy === null ? none : String(busy)}</td>
              <td>{waiting === null ? none : String(waiting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RecentErrors({ events }: { events: readonly RecentEvent[] }) {
  return (
    <section aria-labelledby="recent">
      <h2 id="recent">Warnings and errors of late</h2>
      {events.length === 0
        ? <p class="muted">None since the program started.</p>
        : null}
      <ol class="changes">
        {events.map(({ at, level, event, words }) => (
          <li>
            <div class="change-what">
              <span class="badge">{level}</span> <code>{event}</code>
            </div>
            {words === "" ? null : <pre class="operator-words">{words}</pre>}
            <div class="change-who">
              <TimeOf at={at} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** `3 days 4 h`, `12 min`. */
function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} ${days === 1 ? "day" : "days"} ${hours % 24} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
