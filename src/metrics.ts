/**
 * Counters and histograms in the text format that Prometheus reads.
 *
 * @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/}
 * @module
 */

/** Label values, by label name: never a slug, a page or a person. */
export type Labels = Readonly<Record<string, string>>;

/** What the program counts. */
export interface Metrics {
  /** Adds 1 (or `by`) to a counter. */
  count(name: string, labels?: Labels, by?: number): void;
  /** Records a duration in seconds. */
  observe(name: string, seconds: number, labels?: Labels): void;
  /** A counter, summed over all series that have these labels. */
  total(name: string, labels?: Labels): number;
  /** All of it, in text format. */
  text(): string;
}

const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Makes empty counters and histograms. */
export function createMetrics(): Metrics {
  const counters = new Map<
    string,
    { value: number; name: string; labels: Labels }
  >();
  const histograms = new Map<
    string,
    { counts: number[]; sum: number; name: string; labels: Labels }
  >();
  return {
    count(name, labels = {}, by = 1) {
      const key = series(name, labels);
      const found = counters.get(key);
      if (found === undefined) counters.set(key, { value: by, name, labels });
      else found.value += by;
    },
    total(name, labels = {}) {
      const wanted = Object.entries(labels);
      return counters.values()
        .filter((counter) =>
          counter.name === name &&
          wanted.every(([label, value]) => counter.labels[label] === value)
        )
        .reduce((sum, { value }) => sum + value, 0);
    },
    observe(name, seconds, labels = {}) {
      const key = series(name, labels);
      const found = histograms.get(key) ??
        { counts: new Array(BUCKETS.length + 1).fill(0), sum: 0, name, labels };
      const bucket = BUCKETS.findIndex((limit) => seconds <= limit);
      found.counts[bucket < 0 ? BUCKETS.length : bucket]! += 1;
      found.sum += seconds;
      histograms.set(key, found);
    },
    text() {
      const lines = [...counters].map(([key, { value }]) => `${key} ${value}`);
      for (const { counts, sum, name, labels } of histograms.values()) {
        let total = 0;
        counts.forEach((count, i) => {
          total += count;
          const le = i < BUCKETS.length ? String(BUCKETS[i]) : "+Inf";
          lines.push(`${series(`${name}_bucket`, { ...labels, le })} ${total}`);
        });
        lines.push(`${series(`${name}_sum`, labels)} ${sum}`);
        lines.push(`${series(`${name}_count`, labels)} ${total}`);
      }
      return lines.join("\n") + "\n";
    },
  };
}

/** How often the loop is looked at, in milliseconds: a hold is seen as up to so much shorter than it was. */
const LOOP_CHECK_MS = 50;

/**
 * Records how late the event loop is, as `robot_event_loop_lag_seconds`: what anybody waits for who asks just then. A busy
 * machine delays it as well as work of our own. Disposing of it ends that.
 */
export function watchEventLoop(metrics: Metrics): Disposable {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const lateMs = Math.max(0, now - last - LOOP_CHECK_MS);
    last = now;
    metrics.observe("robot_event_loop_lag_seconds", lateMs / 1000);
  }, LOOP_CHECK_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** `name{label="value"}`. */
function series(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) =>
    `${label}="${
      value.replace(/[\\"\n]/g, (c) => c === "\n" ? "\\n" : `\\${c}`)
    }"`
  );
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}
