import { type Finding, judge } from "../measure/finding";
import { printRatio, printTarget } from "./cells";
import { box, drawing, line, text } from "./svg";

const WIDTH = 980;
const LABELS = 470;
const BARS = 340;
const STEP = 22;

/** How every row stands to its target: the target is the upright line, and a bar that ends before it has met it. */
export function drawRatios(findings: readonly Finding[]): string {
    const judged = findings.flatMap((finding) => (finding.target ? [{ finding, ...partOfTarget(finding) }] : []));
    const most = Math.min(Math.max(...judged.map(({ part }) => part), 1.2), 4);
    const scale = (part: number) => (Math.min(part, most) / most) * BARS;
    const bottom = 34 + judged.length * STEP;
    const body = [
        text(12, 20, "Ratio to the best peer, as a part of the target", { kind: "title" }),
        ...judged.flatMap(({ finding, part, ratio }, index) => {
            const y = 30 + index * STEP;
            const link = finding.linkMs === undefined ? "" : `, ${finding.linkMs} ms`;
            const told = `${printRatio(ratio)} (${printTarget(finding)}, ${part <= 1 ? "met" : "missed"})`;
            return [
                text(LABELS - 8, y + 15, `${finding.title}${link}`, { anchor: "end", kind: "small" }),
                box(LABELS, y + 4, scale(part), STEP - 8, part <= 1 ? "met" : "miss"),
                text(LABELS + scale(part) + 6, y + 15, told, { kind: "small" }),
            ];
        }),
        line(LABELS + scale(1), 28, LABELS + scale(1), bottom, "strong"),
        text(LABELS + scale(1), bottom + 14, "target", { anchor: "middle", kind: "small muted" }),
    ];
    return drawing(WIDTH, bottom + 24, "How every row stands to its target", body);
}

/** 1 is the target itself, less is better: also where the target is a least. */
function partOfTarget(finding: Finding): { part: number; ratio: number } {
    const { ratio } = judge(finding);
    const { kind, ratio: target } = finding.target ?? { kind: "at most", ratio: 1 };
    if (target === 0) {
        return { part: ratio > 0 ? 2 : 0, ratio };
    }
    return { part: Math.max(0, kind === "at most" ? ratio / target : target / ratio), ratio };
}
