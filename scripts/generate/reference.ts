import type { OutputRow } from "../../provider/inputs/output-row";
import {
    argumentRows,
    assumeRoleRows,
    connectionRows,
    fetchRows,
    fileRows,
    outputRows,
    retryRows,
    runRows,
    viaRows,
} from "../../provider/inputs/property-table";
import { type Column, markdownTable } from "./markdown-table";
import { NOTICE } from "./notice";
import { argumentChapter } from "./reference-arguments";

const INTRODUCTION = `# Reference

<!-- ${NOTICE} -->

Every argument and output of \`InstanceConnectCommand\`: [arguments](#arguments), [\`ConnectionArgs\`](#connectionargs),
[\`ViaArgs\`](#viaargs), [\`AssumeRoleArgs\`](#assumeroleargs), [\`FileArgs\`](#fileargs), [\`FetchArgs\`](#fetchargs), [\`RetryArgs\`](#retryargs), [outputs](#outputs), [the fields of \`run\`](#runinfo). Your editor shows
the same texts when you hover over a name.

Each argument takes a plain value, a promise, or an output of another resource. A duration is written as \`90s\`, \`5m\` or \`1h30m\`, with
the units \`ms\`, \`s\`, \`m\` and \`h\`; a size as \`512B\`, \`64KiB\` or \`1MiB\`. Defaults are never written to state.

What \`pulumi up\` does when an argument changes:

| Change | Effect |
|---|---|
| replace | The resource is replaced. |
| rerun | \`update\` runs, or \`create\` if there is no \`update\`. |
| record | The new value is recorded in state. No instance is contacted. |
`;

/** The page `docs/reference.md`. */
export function referencePage(): string {
    return [
        INTRODUCTION,
        "## Arguments\n",
        argumentChapter("", argumentRows),
        "## ConnectionArgs\n",
        "The properties of `connection`.\n",
        argumentChapter("connection.", connectionRows),
        "## ViaArgs\n",
        "The properties of `connection.via`.\n",
        argumentChapter("connection.via.", viaRows),
        "## AssumeRoleArgs\n",
        "The properties of `connection.assumeRole`.\n",
        argumentChapter("connection.assumeRole.", assumeRoleRows),
        "## FileArgs\n",
        "The properties of an entry of `files`.\n",
        argumentChapter("files[].", fileRows),
        "## FetchArgs\n",
        "The properties of an entry of `fetch`.\n",
        argumentChapter("fetch[].", fetchRows),
        "## RetryArgs\n",
        "The properties of `retry`.\n",
        argumentChapter("retry.", retryRows),
        "## Outputs\n",
        "Every argument is also an output, as the program wrote it, except that the entries of `files` are without their contents.\n" +
            "The other outputs:\n",
        markdownTable(outputColumns(""), outputRows),
        "## RunInfo\n",
        "The fields of the output `run`.\n",
        markdownTable(outputColumns("run."), runRows),
    ].join("\n");
}

function outputColumns(prefix: string): Column<OutputRow>[] {
    return [
        ["Output", ({ name }) => `\`${prefix}${name}\``],
        ["Type", ({ type }) => (type === "RunInfo" ? "[`RunInfo`](#runinfo)" : `\`${type}\``)],
        ["Meaning", ({ doc }) => doc],
    ];
}
