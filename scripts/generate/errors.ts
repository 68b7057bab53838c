import { REGISTERED_CODES, type RegisteredCode } from "../../provider/base/error-codes";
import { worded } from "../../provider/base/words";
import { pulumiWords } from "../../provider/dynamic/pulumi-words";
import { type Column, markdownTable } from "./markdown-table";
import { noticeOf } from "./notice";

const INTRODUCTION = `# Errors

<!-- ${noticeOf("the registry in provider/base/error-codes/")} -->

Every error ends with its code, and lists what to do, the likeliest first. Where a script was to run, it also says whether it
did. The codes are stable: search for them, or match on them in a script that reads the output of \`pulumi up\`.

\`\`\`
Could not connect to i-0123456789abcdef0: the instance is stopped.

  Instance:  i-0123456789abcdef0 (eu-west-1a)
  Region:    eu-west-1
  Account:   111122223333
  State:     stopped

To fix:
  - Start it: aws ec2 start-instances --instance-ids i-0123456789abcdef0
  - Make this resource depend on the one that starts it (dependsOn).

The command did not run.  Code: AWS_INSTANCE_STOPPED
\`\`\`

\`The command may have run.\` is said where nobody can know: it is never taken for success, and the script is not run again
before you have seen the message. Mistakes in arguments are found by the check, before anything is contacted; they carry the
argument's path in place of a code.

The layer says on which part of the way it happened, from your program to the script.
`;

/** The page `docs/errors.md`. */
export function errorsPage(): string {
    const chapters = [...new Set(REGISTERED_CODES.map(({ chapter }) => chapter))];
    return [INTRODUCTION, ...chapters.map(printChapter)].join("\n");
}

function printChapter(title: string): string {
    const rows = REGISTERED_CODES.filter(({ chapter }) => chapter === title);
    return `## ${title}\n\n${markdownTable(COLUMNS, rows)}`;
}

/** The page is for those who write programs of Pulumi. */
const WORDS = pulumiWords((text) => `\`${text}\``);

const COLUMNS: readonly Column<RegisteredCode>[] = [
    ["code", ({ code }) => `\`${code}\``],
    ["layer", ({ layer }) => layer],
    ["what happened", ({ meaning }) => worded(meaning, WORDS)],
    ["what to do", ({ remedy }) => worded(remedy, WORDS)],
];
