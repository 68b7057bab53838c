// The script's path holds the name of its run, some 90 characters that tell a reader nothing. What runs and what state keeps is untouched.

const SCRIPT = String.raw`[^\s'"(:]*/ec2-instance-connect(?:-\d+)?/runs/[\w.-]+/script\b`;
const ANYWHERE = new RegExp(SCRIPT, "g");
const AT_START = new RegExp(`^${SCRIPT}(?=[:\\[])`);

/** The text with the script called `script`, for errors. */
export function withShortScriptName(text: string): string {
    return text.replace(ANYWHERE, "script");
}

/** The same of a live line, where only a shell's own message is shortened: it begins with the path. */
export function withShortScriptNameAtStart(line: string): string {
    return line.replace(AT_START, "script");
}
