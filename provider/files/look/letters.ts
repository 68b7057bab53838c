/** The letters of a report, one for each path: as they are, or `f*200` for two hundred times the same. */
export function lettersOf(word = ""): string {
    const [, letter = "", count = "0"] = /^(.)\*(\d{1,6})$/.exec(word) ?? [];
    return letter === "" ? word : letter.repeat(Number(count));
}
