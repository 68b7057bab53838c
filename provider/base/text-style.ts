/**
 * The style after a command `ESC [ params m`: what it says of bold, underline and the 16 basic colours, as the codes that
 * set it, such as `1;31`. The rest of it shows nowhere.
 */
export function nextStyle(style: string, params: string): string {
    if (!/^[\d;:]*$/.test(params)) {
        return style;
    }
    let codes = style === "" ? [] : style.split(";").map(Number);
    const without = (isReplaced: (code: number) => boolean) => codes.filter((code) => !isReplaced(code));
    const words = params.split(";");
    for (let index = 0; index < words.length; index += 1) {
        const [first = "", ...more] = (words[index] ?? "").split(":");
        const code = Number(first);
        if (code === 0) {
            codes = [];
        } else if (code === 1 || code === 4) {
            codes = [...without((known) => known === code), ...(more[0] === "0" ? [] : [code])];
        } else if (code === 22 || code === 24) {
            codes = without((known) => known === (code === 22 ? 1 : 4));
        } else if (code === 38 || code === 48) {
            const rest = more.length > 0 ? more : words.slice(index + 1);
            const isForeground = code === 38;
            codes = [...without(isForeground ? setsForeground : setsBackground), ...fromPalette(rest, code - 8)];
            index += more.length > 0 ? 0 : rest[0] === "5" ? 2 : rest[0] === "2" ? 4 : 0;
        } else if (code === 39 || setsForeground(code)) {
            codes = [...without(setsForeground), ...(code === 39 ? [] : [code])];
        } else if (code === 49 || setsBackground(code)) {
            codes = [...without(setsBackground), ...(code === 49 ? [] : [code])];
        }
    }
    return codes.sort((left, right) => left - right).join(";");
}

/** A colour by its number in the palette of 256, of which the first 16 are the basic ones. */
function fromPalette([kind, number = ""]: readonly string[], base: number): number[] {
    const index = Number(number);
    return kind !== "5" || index > 15 ? [] : [index < 8 ? base + index : base + 60 + index - 8];
}

function setsForeground(code: number): boolean {
    return (code >= 30 && code <= 37) || (code >= 90 && code <= 97);
}

function setsBackground(code: number): boolean {
    return (code >= 40 && code <= 47) || (code >= 100 && code <= 107);
}
