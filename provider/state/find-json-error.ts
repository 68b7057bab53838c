const TOKEN =
    /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|[\x7f-\x9f])*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/uy;
const SPACE = /[ \t\r\n]*/y;

/** What may come next: a value; a name, or the end of what was just opened; what follows a value; and so on. */
type Wanted = "value" | "value-or-end" | "name" | "name-or-end" | "colon" | "more" | "nothing";

/** Where a text stops being one JSON object; undefined if it is one. The words of `JSON.parse` quote the text. */
export function findJsonError(text: string): number | undefined {
    const open: ("{" | "[")[] = [];
    let wanted: Wanted = "value";
    let position = skipSpace(text, 0);
    while (position < text.length) {
        TOKEN.lastIndex = position;
        const token = TOKEN.exec(text)?.[0];
        const then: Wanted | undefined = token === undefined ? undefined : follow(token, wanted, open);
        if (token === undefined || then === undefined) {
            return position;
        }
        wanted = then;
        position = skipSpace(text, position + token.length);
    }
    return wanted === "nothing" ? undefined : position;
}

function skipSpace(text: string, from: number): number {
    SPACE.lastIndex = from;
    SPACE.exec(text);
    return SPACE.lastIndex;
}

/** What is wanted after the token; undefined: it was not wanted. Keeps count of what is open. */
function follow(token: string, wanted: Wanted, open: ("{" | "[")[]): Wanted | undefined {
    const isValueWanted = wanted === "value" || wanted === "value-or-end";
    if (token === "{" || token === "[") {
        open.push(token);
        return isValueWanted ? (token === "{" ? "name-or-end" : "value-or-end") : undefined;
    }
    if (token === "}" || token === "]") {
        const isEnd = wanted === "more" || wanted === (token === "}" ? "name-or-end" : "value-or-end");
        return open.pop() === (token === "}" ? "{" : "[") && isEnd ? afterValue(open) : undefined;
    }
    if (token === ",") {
        return wanted === "more" ? (open.at(-1) === "{" ? "name" : "value") : undefined;
    }
    if (token === ":") {
        return wanted === "colon" ? "value" : undefined;
    }
    if (token.startsWith('"') && (wanted === "name" || wanted === "name-or-end")) {
        return "colon";
    }
    return isValueWanted ? afterValue(open) : undefined;
}

function afterValue(open: readonly unknown[]): Wanted {
    return open.length === 0 ? "nothing" : "more";
}
