/** The text without the newline that most programs end their output with. */
export function trimOneNewline(text: string): string {
    return text.replace(/\r?\n$/, "");
}
