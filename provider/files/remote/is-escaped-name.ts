/** Whether a tool for SHA-256 must escape the name. Not every tool does it the same way: such names go to it one by one. */
export function isEscapedName(path: string): boolean {
    return /[\n\\]/.test(path);
}
