import { argumentRows, fileRows, outputRows } from "../../provider/inputs/property-table";
import { ALWAYS_SECRET } from "../../provider/inputs/secret-paths";
import { NOTICE } from "./notice";

/** What the class declares of the arguments. */
export const argumentNamesFile = {
    path: "sdk/argument-names.ts",
    text: `// ${NOTICE}
${list(
    "ARGUMENT_NAMES",
    "Every argument that the class declares.",
    argumentRows.map(({ name }) => name),
)}`,
};

/** What those must know of arguments and outputs that can't load the table. */
export const factsFile = {
    path: "provider/base/property-facts.ts",
    text: `// ${NOTICE}
// Facts about arguments and outputs for sdk/ and for the rooms that can't load the table.

${[
    list(
        "ALWAYS_SECRET",
        "Paths of the arguments that are secret whether or not the program marked them.",
        ALWAYS_SECRET,
    ),
    list(
        "SECRET_FILE_FIELDS",
        "The same of an entry of `files`.",
        fileRows.filter(({ secret }) => secret).map(({ name }) => name),
    ),
    list(
        "OUTPUT_HIDING",
        "Arguments whose secret parts can't be found by value: with one of them secret, no output is shown anywhere but in state.",
        argumentRows.filter(({ hidesOutput }) => hidesOutput).map(({ name }) => name),
    ),
    list(
        "OUTPUT_NAMES",
        "Everything in the outputs that is no argument.",
        outputRows.map(({ name }) => name),
    ),
    list(
        "SECRET_OUTPUTS",
        "Outputs that are secret as a whole, whatever the program marked.",
        outputRows.filter(({ secret }) => secret).map(({ name }) => name),
    ),
    list("REPEAT_ARGUMENTS", "Outputs that may repeat what a secret argument said.", repeating()),
].join("\n")}`,
};

function repeating(): string[] {
    return outputRows.filter(({ repeatsArguments }) => repeatsArguments).map(({ name }) => name);
}

function list(name: string, doc: string, words: readonly string[]): string {
    const comment = doc.includes("\n") ? `/**\n * ${doc}\n */` : `/** ${doc} */`;
    return `${comment}\nexport const ${name}: readonly string[] = ${JSON.stringify(words)};\n`;
}
