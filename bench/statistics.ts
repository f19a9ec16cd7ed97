// Percentiles and ratios over what was timed.

/** The value that a share of the samples does not exceed (nearest rank); NaN of no sample. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort();
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle sample: one disturbed round moves it little. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** How far the middle half of the samples lies apart, as a share of the median: the noise of a run. */
export function spread(samples: readonly number[]): number {
  return (percentile(samples, 0.75) - percentile(samples, 0.25)) / median(samples);
}
