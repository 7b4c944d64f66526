import type { Statistics } from './pathwise-truth.ts';

/** What a peer says of its latencies, ms; what it does not say is absent. Empty where its output is not understood. */
export function peerStatistics(name: string, stdout: string): Partial<Statistics> {
  try {
    return parsers[name]?.(stdout) ?? {};
  } catch {
    return {};
  }
}

const parsers: Readonly<Record<string, (stdout: string) => Partial<Statistics>>> = {
  autocannon: (stdout) => {
    const { latency }: { latency: Record<string, number> } = JSON.parse(stdout);
    return present({ mean: latency['average'], p50: latency['p50'], p99: latency['p99'], 'p99.9': latency['p99_9'] }, 1);
  },
  oha: (stdout) => {
    const { summary, latencyPercentiles: at }: Record<'summary' | 'latencyPercentiles', Record<string, number>> = JSON.parse(stdout);
    return present({ mean: summary['average'], p50: at['p50'], p95: at['p95'], p99: at['p99'], 'p99.9': at['p99.9'] }, 1e3);
  },
  vegeta: (stdout) => {
    const { latencies }: { latencies: Record<string, number> } = JSON.parse(stdout);
    return present({ mean: latencies['mean'], p50: latencies['50th'], p95: latencies['95th'], p99: latencies['99th'] }, 1e-6);
  },
  k6: (stdout) => {
    const { metrics }: { metrics: Record<string, Record<string, number>> } = JSON.parse(stdout);
    const times = metrics['http_req_duration'] ?? {};
    return present({ mean: times['avg'], p50: times['p(50)'], p95: times['p(95)'], p99: times['p(99)'], 'p99.9': times['p(99.9)'] }, 1);
  },
  wrk2: (stdout) => {
    const at = (percent: string): number | undefined => {
      const [, value, unit] = new RegExp(`^\\s*${percent}\\s+([\\d.]+)(us|ms|s|m)`, 'mu').exec(stdout) ?? [];
      return value === undefined ? undefined : Number(value) * ({ us: 1e-3, ms: 1, s: 1e3, m: 6e4 }[unit ?? ''] ?? Number.NaN);
    };
    const [, mean] = /#\[Mean\s+=\s+([\d.]+)/u.exec(stdout) ?? [];
    const [p50, p99, p999] = ['50\\.000%', '99\\.000%', '99\\.900%'].map(at);
    return present({ mean: mean === undefined ? undefined : Number(mean), p50, p99, 'p99.9': p999 }, 1);
  },
};

function present(values: Readonly<Record<string, number | undefined>>, factor: number): Partial<Statistics> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value * factor]])));
}
