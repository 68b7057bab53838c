/**
 * A function that tells how many characters at an end of a text are a part of one of `parts`, but not all of it: its beginning
 * (`head`) at the end of the text, or its end (`tail`) at the beginning of the text.
 */
export function makeOverlap(parts: readonly string[], end: "head" | "tail"): (text: string) => number {
    const inOrder = end === "head" ? [...parts] : parts.map(reversed);
    inOrder.sort();
    const longest = Math.max(0, ...parts.map((part) => part.length));
    return (text) => {
        const near = end === "head" ? text.slice(-longest) : reversed(text.slice(0, longest));
        for (let from = 0; from < near.length; from += 1) {
            if (beginsOne(near.slice(from), inOrder)) {
                return near.length - from;
            }
        }
        return 0;
    };
}

/** By bisection: the parts that a text begins follow it in order. */
function beginsOne(text: string, inOrder: readonly string[]): boolean {
    let low = 0;
    let high = inOrder.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((inOrder[middle] ?? "") <= text) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return inOrder[low]?.startsWith(text) === true;
}

function reversed(text: string): string {
    return text.split("").reverse().join("");
}
