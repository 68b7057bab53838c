import { argumentRows, outputRows } from "../../provider/inputs/property-table";
import { hoverText } from "./hover-text";
import { NOTICE } from "./notice";

const ARGUMENTS = argumentRows.map(({ name, outputType, required, doc, defaultText }) => ({
    name,
    type: required ? outputType : `${outputType} | undefined`,
    comment: hoverText(doc, defaultText),
}));

const OUTPUTS = outputRows.map(({ name, type, doc }) => ({ name, type, comment: hoverText(doc) }));

/** The classes from which the resource's class has its fields. They declare, and hold no code. */
export const classFieldFiles = [
    {
        path: "sdk/recorded-arguments.ts",
        text: `// ${NOTICE}
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";
import type { FetchArgs } from "./fetch-args";
import type { FileArgs } from "./file-args";
import type { RetryArgs } from "./retry-args";

/** A resource with the arguments of \`InstanceConnectCommand\` as outputs. */
export abstract class RecordedArguments extends pulumi.CustomResource {
${declareFields(ARGUMENTS)}}
`,
    },
    {
        path: "sdk/run-outputs.ts",
        text: `// ${NOTICE}
// biome-ignore-all lint/suspicious/noExplicitAny: what scripts write is known to their programs alone.
import type * as pulumi from "@pulumi/pulumi";
import { RecordedArguments } from "./recorded-arguments";
import type { RunInfo } from "./run-info";

/** A resource with what a run gives back as outputs. */
export abstract class RunOutputs extends RecordedArguments {
${declareFields(OUTPUTS)}}
`,
    },
];

interface Field {
    readonly name: string;
    readonly type: string;
    readonly comment: string;
}

function declareFields(fields: readonly Field[]): string {
    return fields
        .map(({ name, type, comment }) => `${comment}\n    declare readonly ${name}: pulumi.Output<${type}>;`)
        .join("\n\n");
}
