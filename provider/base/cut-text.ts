import { MASK } from "./redaction";

/** The first characters of a masked text: no mask, no style and no pair of surrogates is cut in two. */
export function firstCharacters(text: string, limit: number): string {
    return text.length <= limit ? text : text.slice(0, wholeUpTo(text, limit));
}

/** The last characters of a masked text. */
export function lastCharacters(text: string, limit: number): string {
    return text.length <= limit ? text : text.slice(wholeUpTo(text, text.length - limit));
}

/** The nearest place at or before `at` that stands within nothing. */
function wholeUpTo(text: string, at: number): number {
    const mask = text.lastIndexOf(MASK, at);
    if (mask >= 0 && mask < at && at < mask + MASK.length) {
        return mask;
    }
    const style = text.lastIndexOf("\u001b", at);
    const styleEnd = style < 0 ? -1 : text.indexOf("m", style);
    if (style >= 0 && style < at && at <= styleEnd) {
        return style;
    }
    const code = text.charCodeAt(at - 1);
    return code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
}
