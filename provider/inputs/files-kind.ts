import { entryPath, propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import { fileRows } from "./file-rows";
import { checkList } from "./list-kind";
import { type FileInput, parseFiles } from "./parse-files";
import { isUnknown } from "./unknown";
import { valueKind } from "./value-kind";

const ENTRY = { expected: "a file", example: '{ content: "…", remotePath: "/etc/app.conf" }' };

type Raw = Record<string, unknown>;

const checkFile: Check = (value, path, isSecret) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [checkFailure(path, ENTRY, describeValue(value, true))];
    }
    const file = value as Raw;
    return [
        ...checkProperties(file, fileRows, (name) => propertyPath(path, name), isSecret),
        ...checkOneContent(file, path),
    ];
};

function checkOneContent(file: Raw, path: string): CheckFailure[] {
    const given = ["source", "content"].filter((name) => file[name] !== undefined && file[name] !== null);
    if (given.length === 1) {
        return [];
    }
    return [{ property: path, reason: `expected source or content; got ${given.length === 0 ? "neither" : "both"}.` }];
}

/** Two entries for one path would overwrite each other for ever. */
function checkDistinct(files: readonly unknown[], path: string): CheckFailure[] {
    const first = new Map<string, number>();
    return files.flatMap((file, index) => {
        const remotePath = isUnknown(file) ? undefined : (file as Raw).remotePath;
        if (typeof remotePath !== "string" || isUnknown(remotePath)) {
            return [];
        }
        const earlier = first.get(remotePath);
        first.set(remotePath, earlier ?? index);
        return earlier === undefined
            ? []
            : [
                  {
                      property: propertyPath(entryPath(path, index), "remotePath"),
                      reason: `expected a path of its own; ${entryPath(path, earlier)} has the same.`,
                  },
              ];
    });
}

/** The list of files. Contents are never shown. */
export const filesKind = valueKind<readonly FileInput[]>({
    type: "list of [`FileArgs`](#fileargs)",
    inputType: "pulumi.Input<FileArgs>[]",
    // Contents stand in no output.
    outputType: 'Omit<pulumi.Unwrap<FileArgs>, "source" | "content">[]',
    shape: { listOf: { object: "File" } },
    expectation: undefined,
    check: checkList({
        expected: "a list of files",
        example: '[{ source, remotePath: "/etc/app.conf" }]',
        mayBeEmpty: true,
        entry: checkFile,
        whole: checkDistinct,
    }),
    parse: parseFiles,
});
