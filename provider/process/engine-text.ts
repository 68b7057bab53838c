import { STYLES } from "../base/terminal-sequences";
import { terminalText } from "../base/terminal-text";

/** Pulumi's own marks for colours, which it turns into what `--color` asks for; one that it does not know ends the CLI. */
const tag = (name: string) => `<{%${name}%}>`;
const RESET = tag("reset");
const TAG_START = "<{%";
/** What Pulumi has names for. White and the like it leaves out, since nobody knows the background. */
const FOREGROUNDS = [1, 2, 3, 4, 5, 6, 9, 10, 12, 13, 14];
const BACKGROUNDS = [1, 2, 3, 4];

/** A text for the engine: no command to a terminal is left in it, colours are Pulumi's own, and nothing else is taken for one. */
export function engineText(text: string): string {
    let style = "";
    return terminalText(text, "coloured")
        .split(STYLES)
        .map((part, index) => {
            if (index % 2 === 0) {
                return withoutTags(part, style);
            }
            style = tagsOf(part);
            return style === "" ? RESET : style;
        })
        .join("");
}

/** A text in an error for the engine. */
export function engineErrorText(text: string): string {
    return withoutTags(terminalText(text), "");
}

/** A mark in the middle of what looks like one: it shows nothing, and the text shows as it is. */
function withoutTags(text: string, style: string): string {
    return text.replaceAll(TAG_START, `${TAG_START.slice(0, 2)}${RESET}${style}${TAG_START.slice(2)}`);
}

function tagsOf(params: string): string {
    const codes = params.split(";").map(Number);
    return codes
        .flatMap((code) => {
            const colour = code % 10;
            const isBright = code >= 90;
            const number = isBright ? colour + 8 : colour;
            if (code === 1 || code === 4) {
                return [tag(code === 1 ? "bold" : "underline")];
            }
            const isBackground = (code >= 40 && code <= 47) || code >= 100;
            if (isBackground) {
                return BACKGROUNDS.includes(number) ? [tag(`bg ${number}`)] : [];
            }
            return FOREGROUNDS.includes(number) && code >= 30 ? [tag(`fg ${number}`)] : [];
        })
        .join("");
}
