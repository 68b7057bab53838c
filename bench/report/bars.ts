import { type Finding, median, type Timed } from "../measure/finding";
import { printValue } from "./cells";
import { box, drawing, line, text } from "./svg";

const WIDTH = 860;
const LABELS = 300;
const BARS = 440;
const STEP = 20;

/** The medians of all ways of a case as bars, and the rounds as marks between the lowest and the highest. */
export function drawBars(findings: readonly Finding[]): string {
    const body: string[] = [];
    let y = 12;
    for (const finding of findings) {
        const bars = waysOf(finding);
        const most = Math.max(...bars.flatMap(({ timed }) => timed.values), 0);
        y += 20;
        const link = finding.linkMs === undefined ? "" : `, ${finding.linkMs} ms`;
        body.push(text(12, y, `${finding.title}${link}`, { kind: "title" }));
        y += 8;
        for (const { timed, kind } of bars) {
            const scale = (value: number) => (most === 0 ? 0 : (value / most) * BARS);
            const middle = median(timed.values);
            const [lowest, highest] = [Math.min(...timed.values), Math.max(...timed.values)];
            body.push(text(LABELS - 8, y + 14, timed.name, { anchor: "end", kind: "small" }));
            body.push(box(LABELS, y + 4, scale(middle), STEP - 7, kind));
            body.push(line(LABELS + scale(lowest), y + 10.5, LABELS + scale(highest), y + 10.5, "strong"));
            const end = LABELS + Math.max(scale(highest), scale(middle)) + 6;
            body.push(text(end, y + 14, printValue(middle, finding.unit), { kind: "small" }));
            y += STEP;
        }
        y += 10;
    }
    return drawing(WIDTH, y + 8, findings[0]?.title ?? "", body);
}

function waysOf({ ours, floor, peers, others = [] }: Finding): { timed: Timed; kind: string }[] {
    const ways = [
        { timed: ours, kind: "ours" },
        ...(floor ? [{ timed: floor, kind: "floor" }] : []),
        ...peers.map((timed) => ({ timed, kind: "peer" })),
        ...others.map((timed) => ({ timed, kind: "peer" })),
    ];
    return ways.filter(({ timed }) => timed.values.length > 0);
}
