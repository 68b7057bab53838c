import { inWords } from "../../provider/base/error";
import { REGISTERED_CODES, type RegisteredCode } from "../../provider/base/error-codes";
import { worded } from "../../provider/base/words";
import { stateError } from "../../provider/instance/instance-errors";
import { PULUMI_WORDS, pulumiWords } from "../../provider/process/pulumi-words";
import { type Column, markdownTable } from "./markdown-table";
import { noticeOf } from "./notice";

/** As the provider prints it. */
const EXAMPLE = inWords(
    stateError(
        {
            instanceId: "i-0123456789abcdef0",
            accountId: "111122223333",
            state: "stopped",
            stateReason: "",
            imageId: undefined,
            isWindows: false,
            platformDetails: "Linux/UNIX",
            availabilityZone: "eu-west-1a",
            vpcId: undefined,
            subnetId: undefined,
            publicIpAddress: undefined,
            privateIpAddress: undefined,
            ipv6Address: undefined,
            securityGroupIds: [],
            metadataEnabled: undefined,
            launchedAt: undefined,
        },
        "stopped",
        { region: "eu-west-1", operation: "create", urn: undefined },
    ),
    PULUMI_WORDS,
).message;

const INTRODUCTION = `# Errors

<!-- ${noticeOf("the registry in provider/base/error-codes/")} -->

Every error message lists what to do, the most likely fix first, and ends with a code. If a script was to run, the message also
says whether it ran. Codes never change, so you can search for them or match them in the output of \`pulumi up\`.

\`\`\`
${EXAMPLE}
\`\`\`

\`The command may have run.\` means that nobody can know. It never counts as success, and the script does not run again before
you have seen the message. Errors in arguments are reported before anything is contacted, with the path of the argument instead of
a code.

The layer tells which part failed, on the way from your program to the script.
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
