const UNIT_MS: Readonly<Record<string, number>> = {
    ns: 1e-6,
    us: 1e-3,
    µs: 1e-3,
    μs: 1e-3,
    ms: 1,
    s: 1_000,
    m: 60_000,
    h: 3_600_000,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/** Go's longest duration, 2^63 - 1 ns: the engine reads durations with Go's parser, and so do users' eyes. */
const LONGEST_MS = 9_223_372_036_854;

/**
 * Milliseconds of a duration as Go writes it, such as `1h30m`, `1.5s` or `500ms`; undefined when the text is none, or is not
 * more than 0. Rounded to whole milliseconds, never down to 0.
 */
export function parseDuration(text: string): number | undefined {
    const unsigned = text.startsWith("+") ? text.slice(1) : text;
    const parts = [...unsigned.matchAll(PART)];
    if (parts.length === 0 || parts.map(([part]) => part).join("") !== unsigned) {
        return undefined;
    }
    const totalMs = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ""] ?? 0), 0);
    return totalMs > 0 && totalMs <= LONGEST_MS ? Math.max(1, Math.round(totalMs)) : undefined;
}
