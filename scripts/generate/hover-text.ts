const LINE_WIDTH = 120;

/** A documentation comment for a member that is indented by four: one line where it fits, else wrapped. */
export function hoverText(doc: string, defaultText?: string): string {
    const single = `    /** ${doc} */`;
    if (defaultText === undefined && single.length <= LINE_WIDTH) {
        return single;
    }
    const lines = [...wrap(doc), ...(defaultText === undefined ? [] : wrap(`@default ${defaultText}`))];
    return ["    /**", ...lines.map((line) => `     * ${line}`), "     */"].join("\n");
}

function wrap(text: string): string[] {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const longer = `${lines.at(-1)} ${word}`;
        if (lines.length > 0 && longer.length <= LINE_WIDTH - "     * ".length) {
            lines[lines.length - 1] = longer;
        } else {
            lines.push(word);
        }
    }
    return lines;
}
