import type { ArgumentRow } from "../../provider/inputs/property-row";
import {
    argumentRows,
    assumeRoleRows,
    connectionRows,
    fetchRows,
    fileRows,
    retryRows,
    runRows,
    viaRows,
} from "../../provider/inputs/property-table";
import { hoverText } from "./hover-text";
import { NOTICE } from "./notice";

const PULUMI = 'import type * as pulumi from "@pulumi/pulumi";';

/** The types of arguments that programs import. */
export const declaredTypeFiles = [
    {
        path: "sdk/instance-connect-command-args.ts",
        text: file(
            PULUMI,
            'import type { ConnectionArgs } from "./connection-args";\nimport type { FetchArgs } from "./fetch-args";\nimport type { FileArgs } from "./file-args";\nimport type { RetryArgs } from "./retry-args";',
            declareArguments(
                "InstanceConnectCommandArgs",
                "The arguments of `InstanceConnectCommand`. Durations are written as `90s`, `5m` or `1h30m`, sizes as `64KiB` or `1MiB`.",
                argumentRows,
            ),
        ),
    },
    {
        path: "sdk/connection-args.ts",
        text: file(
            PULUMI,
            declareArguments(
                "ConnectionArgs",
                "How to reach an instance: what `InstanceConnectCommand` cannot find out by itself or should do differently.",
                connectionRows,
            ),
            declareArguments("ViaArgs", "A jump host: an instance through which others are reached.", viaRows),
            declareArguments("AssumeRoleArgs", "An IAM role to assume.", assumeRoleRows),
        ),
    },
    {
        path: "sdk/file-args.ts",
        text: file(
            PULUMI,
            declareArguments("FileArgs", "A file or a directory tree to put on the instance.", fileRows),
        ),
    },
    {
        path: "sdk/fetch-args.ts",
        text: file(
            PULUMI,
            declareArguments("FetchArgs", "A file on the instance to read after the script.", fetchRows),
        ),
    },
    {
        path: "sdk/retry-args.ts",
        text: file(PULUMI, declareArguments("RetryArgs", "When a script that failed runs again.", retryRows)),
    },
];

/** The type of the output `run`. */
export const runInfoFile = {
    path: "sdk/run-info.ts",
    text: file(
        declare(
            "RunInfo",
            "Facts about one run of a script.",
            runRows.map(({ name, type, doc }) => `${hoverText(doc)}\n    ${declareField(name, type)};`),
        ),
    ),
};

/** A field that may be absent is optional: the engine's wire format has no `undefined`. */
function declareField(name: string, type: string): string {
    const present = type.replace(/ \| undefined$/, "");
    return present === type ? `${name}: ${type}` : `${name}?: ${present} | undefined`;
}

function declareArguments(name: string, doc: string, rows: readonly ArgumentRow[]): string {
    return declare(name, doc, rows.map(declareArgument));
}

function declareArgument({ name, inputType, doc, defaultText, required }: ArgumentRow): string {
    const declared = required
        ? `${name}: pulumi.Input<${inputType}>`
        : `${name}?: pulumi.Input<${inputType}> | undefined`;
    return `${hoverText(doc, defaultText)}\n    ${declared};`;
}

function declare(name: string, doc: string, members: readonly string[]): string {
    return `/** ${doc} */\nexport interface ${name} {\n${members.join("\n\n")}\n}`;
}

function file(...parts: readonly string[]): string {
    return `// ${NOTICE}\n${parts.join("\n\n")}\n`.replace(`${PULUMI}\n\nimport`, `${PULUMI}\nimport`);
}
