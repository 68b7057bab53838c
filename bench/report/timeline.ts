import type { Burst, Moment, Span } from "../timeline/moment";
import { box, drawing, line, text } from "./svg";

/** One `up` of one command, as it was measured; times in milliseconds since 1970. */
export interface Recording {
    readonly startedAt: number;
    readonly programAt: number;
    readonly endedAt: number;
    readonly linkMs: number;
    readonly moments: readonly Moment[];
}

const WIDTH = 1000;
const LABELS = 250;
const CHART = 680;
const STEP = 30;
const TOP = 56;

interface Bar {
    readonly from: number;
    readonly to: number;
    readonly kind: string;
}

interface Lane {
    readonly label: string;
    readonly bars: readonly Bar[];
    readonly bursts?: readonly Burst[];
}

/** Draws what happened when, from the call of `up` to its end: a lane for each thing that takes time. */
export function drawTimeline(recording: Recording): string {
    const { startedAt, endedAt, linkMs } = recording;
    const lanes = lanesOf(recording);
    const scale = (at: number) => LABELS + (Math.max(0, at - startedAt) / (endedAt - startedAt)) * CHART;
    const bottom = TOP + lanes.length * STEP;
    const body = [
        text(12, 22, `Where the time of one command goes: one up, a link of ${linkMs} ms`, { kind: "title" }),
        ...ticks(endedAt - startedAt).flatMap((milliseconds) => {
            const x = scale(startedAt + milliseconds);
            return [
                line(x, TOP - 6, x, bottom),
                text(x, TOP - 12, `${milliseconds} ms`, { anchor: "middle", kind: "small muted" }),
            ];
        }),
        ...lanes.flatMap((lane, index) => drawLane(lane, TOP + index * STEP, scale)),
        text(
            LABELS,
            bottom + 20,
            "Marks below the SSH connection: bytes sent (above) and received (below). A turn is an answer to something sent.",
            {
                kind: "small muted",
            },
        ),
    ];
    return drawing(WIDTH, bottom + 32, "Where the time of one command goes", body);
}

function drawLane({ label, bars, bursts = [] }: Lane, y: number, scale: (at: number) => number): string[] {
    const total = bars.reduce((sum, { from, to }) => sum + to - from, 0);
    const end = Math.max(...bars.map(({ to }) => scale(to)), LABELS);
    return [
        text(LABELS - 10, y + 17, label, { anchor: "end", kind: "small" }),
        ...bars.map(({ from, to, kind }) => box(scale(from), y + 6, scale(to) - scale(from), 14, kind)),
        ...bursts.map(({ kind, at }) => {
            const top = kind === "out" ? y + 20 : y + 24;
            return line(scale(at), top, scale(at), top + 4, "strong");
        }),
        text(end + 6, y + 17, `${Math.round(total)} ms`, { kind: "small" }),
    ];
}

function lanesOf({ startedAt, programAt, endedAt, moments }: Recording): Lane[] {
    const spans = (kind: Span["kind"], name?: RegExp) =>
        moments.filter((moment): moment is Span => moment.kind === kind && (name?.test(moment.name) ?? true));
    const bars = (found: readonly Span[], kind: string): Bar[] => found.map(({ from, to }) => ({ from, to, kind }));
    const calls = spans("call", /create|check|diff/);
    const servesAt = Math.max(...spans("start").map(({ to }) => to), startedAt);
    const loads = spans("load").filter(({ from }) => from >= servesAt);
    const firstCall = Math.min(...spans("start").map(({ from }) => from), endedAt);
    const lastCall = Math.max(...calls.map(({ to }) => to), startedAt);
    return [
        { label: "pulumi starts", bars: [{ from: startedAt, to: programAt, kind: "floor" }] },
        { label: "program, until a provider is needed", bars: [{ from: programAt, to: firstCall, kind: "floor" }] },
        { label: "provider's process starts", bars: bars(spans("start"), "floor") },
        { label: "packages are loaded", bars: bars(loads, "other") },
        { label: "check", bars: bars(spans("call", /^check$/), "ours") },
        { label: "create", bars: bars(spans("call", /^create$/), "ours") },
        ...awsLanes(spans("aws")),
        ...sshLanes(spans("connect"), spans("aws", /SendSSHPublicKey/), bursts(moments), lastCall),
        { label: "state is saved, all end", bars: [{ from: lastCall, to: endedAt, kind: "floor" }] },
    ].filter((lane) => lane.bars.length > 0);
}

/** A lane for each action, in the order in which they were first called. */
function awsLanes(calls: readonly Span[]): Lane[] {
    const names = [...new Set(calls.toSorted((one, other) => one.from - other.from).map(({ name }) => name))];
    return names.map((name) => ({
        label: `AWS: ${name}`,
        bars: calls.filter((call) => call.name === name).map(({ from, to }) => ({ from, to, kind: "peer" })),
    }));
}

/** The connection up to the answer to the push, when the host's key has been verified, and from there on. */
function sshLanes(connects: readonly Span[], pushes: readonly Span[], passed: readonly Burst[], end: number): Lane[] {
    const [connect] = connects;
    if (connect === undefined) {
        return [];
    }
    const pushed = pushes.at(-1)?.to ?? connect.to;
    const during = (from: number, to: number) => passed.filter(({ at }) => at >= from && at < to);
    return [
        { label: "SSH: TCP connection", bars: [{ from: connect.from, to: connect.to, kind: "met" }] },
        {
            label: `SSH: keys exchanged (${turns(during(connect.to, pushed))} turns)`,
            bars: [{ from: connect.to, to: pushed, kind: "met" }],
            bursts: during(connect.to, pushed),
        },
        {
            label: `SSH: sign-in, script, result (${turns(during(pushed, end))} turns)`,
            bars: [{ from: pushed, to: end, kind: "met" }],
            bursts: during(pushed, end),
        },
    ];
}

/** How often the other side answered to something that was sent before. */
function turns(passed: readonly Burst[]): number {
    return passed.filter(({ kind }, index) => kind === "in" && passed[index - 1]?.kind === "out").length;
}

function bursts(moments: readonly Moment[]): Burst[] {
    return moments.filter((moment): moment is Burst => moment.kind === "in" || moment.kind === "out");
}

/** About eight round numbers from 0 up. */
function ticks(milliseconds: number): number[] {
    const step = [50, 100, 200, 250, 500, 1000, 2000, 5000].find((one) => milliseconds / one <= 9) ?? 10_000;
    return Array.from({ length: Math.floor(milliseconds / step) + 1 }, (_, index) => index * step);
}
