import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
    configurationRows,
    providerAssumeRoleRows,
    providerEndpointsRows,
    providerWebIdentityRows,
} from "../../provider/inputs/configuration-rows";
import type { OutputRow } from "../../provider/inputs/output-row";
import type { ArgumentRow } from "../../provider/inputs/property-row";
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
import type { ObjectName, Shape } from "../../provider/inputs/shape";
import { NAMESPACE } from "../../provider/plugin/plugin-words";
import { FORMER_TYPE_TOKEN, TYPE_TOKEN } from "../../sdk/type-token";
import { docInSchema } from "./schema-docs";

type Json = Readonly<Record<string, unknown>>;

const TYPE = "InstanceConnectCommand";
const token = (name: string) => `${NAMESPACE}:index:${name}`;
const ref = (name: string) => ({ $ref: `#/types/${token(name)}` });

/** What is in the outputs whatever happened, so that programs of typed languages need not ask. */
const ALWAYS_PRESENT = [
    "instanceId",
    ...["stdout", "stderr", "outcome", "values", "fetched", "secrets", "run", "hostKeys", "fileHashes"],
];

/** The plugin's schema, without version and addresses: these are known when it is built. */
export function schemaFile(root: string) {
    const { description, license, keywords } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const schema = {
        name: NAMESPACE,
        displayName: "EC2 Instance Connect",
        description: description.replace(" from Pulumi programs", ""),
        keywords,
        license,
        meta: { moduleFormat: "(.*)(?:/[^/]*)" },
        config: { variables: properties(configurationRows) },
        provider: {
            description:
                "How to reach AWS, and how to connect to instances, for all resources of this provider. Without any of it, the AWS SDK's own chain is used.",
            inputProperties: properties(configurationRows),
        },
        types: { ...Object.fromEntries(objectTypes()), ...Object.fromEntries(enumTypes()) },
        resources: {
            [token(TYPE)]: {
                description:
                    "Runs a script on an EC2 instance with a fresh SSH key that EC2 Instance Connect pushes for every connection, and keeps its output, exit code and outcome in state.",
                inputProperties: properties(argumentRows),
                requiredInputs: requiredOf(argumentRows),
                properties: { ...properties(argumentRows), ...outputProperties(outputRows) },
                required: ALWAYS_PRESENT,
                // A state of the dynamic provider is taken over as it is.
                aliases: [{ type: TYPE_TOKEN }, { type: FORMER_TYPE_TOKEN }],
            },
        },
        language: {
            nodejs: { packageName: "pulumi-ec2-instance-connect-sdk", respectSchemaVersion: true },
            python: {
                packageName: "pulumi_ec2_instance_connect",
                respectSchemaVersion: true,
                pyproject: { enabled: true },
            },
            go: { respectSchemaVersion: true, generateResourceContainerTypes: true },
            csharp: { respectSchemaVersion: true, namespaces: { [NAMESPACE]: "Ec2InstanceConnect" } },
            java: { buildFiles: "gradle" },
        },
    };
    return { path: "provider/plugin/schema.json", text: JSON.stringify(schema, undefined, 2) };
}

const ARGUMENT_TYPES: readonly (readonly [ObjectName, string, readonly ArgumentRow[]])[] = [
    [
        "Connection",
        "How to reach an instance: what cannot be found out, or should be done differently.",
        connectionRows,
    ],
    ["Via", "A jump host: an instance through which others are reached.", viaRows],
    ["AssumeRole", "An IAM role to assume.", assumeRoleRows],
    ["File", "A file or a directory tree to put on the instance.", fileRows],
    ["Fetch", "A file on the instance to read after the script.", fetchRows],
    ["Retry", "When a script that failed runs again.", retryRows],
    ["ProviderAssumeRole", "An IAM role to assume, with what a session may have.", providerAssumeRoleRows],
    ["ProviderWebIdentity", "An IAM role to assume with a token of an identity provider.", providerWebIdentityRows],
    ["ProviderEndpoints", "URLs of services in place of AWS's own.", providerEndpointsRows],
];

function objectTypes(): (readonly [string, Json])[] {
    const json = { $ref: "pulumi.json#/Any" };
    const map = (additionalProperties: Json) => ({ type: "object", additionalProperties });
    const text = { type: "string" };
    const object = (description: string, fields: Json, required = Object.keys(fields)) => ({
        type: "object",
        description,
        properties: fields,
        required,
    });
    const runRequired = runRows.filter(({ type }) => !type.endsWith("| undefined")).map(({ name }) => name);
    return [
        ...ARGUMENT_TYPES.map(
            ([name, description, rows]) =>
                [token(name), object(description, properties(rows), requiredOf(rows))] as const,
        ),
        [token("RunInfo"), object("Facts about one run of a script.", outputProperties(runRows), runRequired)],
        [token("JumpHostInfo"), object("The jump host of a run.", { instanceId: text, hostKey: text })],
        [
            token("Secrets"),
            object("What a run gives back and is always secret.", { values: map(json), fetched: map(text) }),
        ],
    ];
}

/** Every choice by the name of its argument. Texts are accepted as well, so that a later choice needs no later SDK. */
function enumTypes(): (readonly [string, Json])[] {
    const rows = [argumentRows, ...ARGUMENT_TYPES.map(([, , each]) => each)].flat();
    const found = new Map<string, readonly string[]>();
    for (const { name, shape } of rows) {
        const choices = choicesOf(shape);
        const known = choices && found.get(name);
        if (known !== undefined && known.join() !== choices?.join()) {
            throw new Error(`two arguments named ${name} have different choices`);
        }
        if (choices !== undefined) {
            found.set(name, choices);
        }
    }
    return [...found].map(([name, choices]) => [
        token(pascal(name)),
        { type: "string", enum: choices.map((value) => ({ name: pascal(value), value })) },
    ]);
}

function choicesOf(shape: Shape): readonly string[] | undefined {
    return typeof shape === "object" && "choices" in shape ? shape.choices : undefined;
}

function pascal(words: string): string {
    return words.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function requiredOf(rows: readonly ArgumentRow[]): string[] {
    return rows.filter(({ required }) => required).map(({ name }) => name);
}

/** No default among them: an SDK would write it into the inputs, and another one of a later version would be a change. */
function properties(rows: readonly ArgumentRow[]): Json {
    return Object.fromEntries(
        rows.map(({ name, doc, defaultText, shape, change, secret }) => [
            name,
            {
                ...typeOf(shape, name),
                description: docInSchema(doc, defaultText),
                ...(change === "replace" && { willReplaceOnChanges: true }),
                // Of a resource, an argument that the SDK marks would make all outputs secret: the plugin's check encrypts it.
                ...(secret && rows === configurationRows && { secret: true }),
            },
        ]),
    );
}

function outputProperties(rows: readonly OutputRow[]): Json {
    return Object.fromEntries(
        rows.map(({ name, doc, shape, secret }) => [
            name,
            { ...typeOf(shape, name), description: docInSchema(doc), ...(secret && { secret: true }) },
        ]),
    );
}

function typeOf(shape: Shape, name: string): Json {
    switch (shape) {
        case "text":
            return { type: "string" };
        case "boolean":
        case "integer":
        case "number":
            return { type: shape };
        case "any":
            return { $ref: "pulumi.json#/Any" };
        case "source":
            return { oneOf: [{ $ref: "pulumi.json#/Asset" }, { $ref: "pulumi.json#/Archive" }] };
    }
    if ("choices" in shape) {
        return { type: "string", oneOf: [{ type: "string" }, ref(pascal(name))] };
    }
    if ("listOf" in shape) {
        return { type: "array", items: typeOf(shape.listOf, name) };
    }
    if ("mapOf" in shape) {
        return { type: "object", additionalProperties: typeOf(shape.mapOf, name) };
    }
    return "either" in shape ? { oneOf: shape.either.map((each) => typeOf(each, name)) } : ref(shape.object);
}
