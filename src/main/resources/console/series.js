// The last minutes of every node, second by second, and what follows from them.

const RESULTS = ['delivered', 'quarantined', 'deferred', 'rejected', 'discarded'];
const KEPT_SECONDS = 600;

export class Series {
  #nodes = new Map();
  #ends = [];

  /** Takes the answer of all nodes to /series. */
  take(everywhere) {
    for (const { node, answer } of everywhere.nodes) {
      if (!answer) continue;
      this.#ends = answer.bucketEndsMillis;
      const samples = this.#nodes.get(node) ?? new Map();
      answer.samples.forEach((sample) => samples.set(sample[0], sample));
      for (const second of samples.keys()) {
        if (samples.size <= KEPT_SECONDS) break;
        samples.delete(second);
      }
      this.#nodes.set(node, samples);
    }
  }

  /** How many seconds to ask for next. */
  missing() {
    const newest = Math.max(0, ...Array.from(this.#nodes.values(), last));
    return Math.min(KEPT_SECONDS, Math.max(6, Math.ceil(Date.now() / 1000) - newest + 6));
  }

  /** Messages per second of a node over the last seconds; null if it has said nothing lately. */
  rate(node, seconds = 5) {
    const samples = this.#nodes.get(node);
    const end = samples && last(samples);
    if (!end || Date.now() / 1000 - end > 30) return null;
    return this.#counts(samples, end - seconds + 1, end).reduce((sum, count) => sum + count, 0) / seconds;
  }

  /** Messages in each of the last seconds of a node. */
  counts(node, seconds) {
    const samples = this.#nodes.get(node);
    return samples ? this.#counts(samples, last(samples) - seconds + 1, last(samples)) : [];
  }

  #counts(samples, from, to) {
    return range(from, to).map((second) => total(samples.get(second)));
  }

  /** Columns for charts: seconds, messages by result, and quantiles of answer times over ten seconds. */
  window(node, seconds) {
    const all = Array.from(this.#nodes.entries()).filter(([name]) => !node || name === node).map(([, samples]) => samples);
    const newest = Math.max(0, ...all.map(last));
    if (!newest) return { time: [], results: [], quantiles: [] };
    // A second is whole once every living node has told it.
    const end = Math.min(...all.map(last).filter((second) => newest - second < 5));
    const time = range(end - seconds + 1, end);
    const results = RESULTS.map((_, at) => time.map((second) => sum(all, second, (sample) => sample[1 + at])));
    return { time, results, quantiles: this.#quantiles(all, time) };
  }

  #quantiles(all, time) {
    const shares = [0.5, 0.95, 0.99];
    const window = new Array(this.#ends.length).fill(0);
    const add = (second, sign) => all.forEach((samples) => pairs(samples.get(second), (bucket, count) => { window[bucket] += sign * count; }));
    range(time[0] - 9, time[0] - 1).forEach((second) => add(second, 1));
    const columns = shares.map(() => []);
    for (const second of time) {
      add(second, 1);
      const messages = window.reduce((sum, count) => sum + count, 0);
      shares.forEach((share, at) => columns[at].push(messages ? this.#quantile(window, share * messages) : null));
      add(second - 9, -1);
    }
    return columns;
  }

  /** Within a bucket the messages are taken to lie evenly. */
  #quantile(window, rank) {
    let below = 0;
    for (let bucket = 0; bucket < window.length; bucket++) {
      if (window[bucket] && below + window[bucket] >= rank) {
        const begin = bucket ? this.#ends[bucket - 1] : 0;
        return begin + (this.#ends[bucket] - begin) * (rank - below) / window[bucket];
      }
      below += window[bucket];
    }
    return this.#ends.at(-1);
  }
}

export const results = RESULTS;

function last(samples) {
  let newest = 0;
  for (const second of samples.keys()) newest = Math.max(newest, second);
  return newest;
}

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

const total = (sample) => sample ? sample[1] + sample[2] + sample[3] + sample[4] + sample[5] : 0;

function sum(all, second, value) {
  let sum = null;
  for (const samples of all) {
    const sample = samples.get(second);
    if (sample) sum = (sum ?? 0) + value(sample);
  }
  return sum;
}

function pairs(sample, take) {
  const times = sample ? sample[8] : [];
  for (let at = 0; at < times.length; at += 2) take(times[at], times[at + 1]);
}
