/** What a file begins with that is generated from `source`. */
export function noticeOf(source: string): string {
    return `Generated from ${source} by \`npm run generate\`. Do not edit.`;
}

/** What every file begins with that is generated from the table. */
export const NOTICE = noticeOf("the table in provider/inputs/");
