import { isAsset } from "./asset";
import { checkChoice, checkText } from "./check-text";
import { type Check, checkFailure, describeValue } from "./checker";
import { argumentRow, type RowStart } from "./property-row";
import { FILE_MODE, FILE_OWNER, FILE_PATH, TEXT } from "./text-rules";

const fileRow = (row: Omit<RowStart, "change">) => argumentRow({ ...row, change: "rerun" });

const checkSource: Check = (value, path, isSecret) =>
    isAsset(value)
        ? []
        : [
              checkFailure(
                  path,
                  { expected: "a Pulumi asset or archive", example: 'new pulumi.asset.FileAsset("app.conf")' },
                  describeValue(value, isSecret(path)),
                  typeof value === "string" ? "A text goes in content, a path in a FileAsset." : undefined,
              ),
          ];

/** The properties of an entry of `files`. */
export const fileRows = Object.freeze([
    fileRow({
        name: "remotePath",
        type: "string",
        required: true,
        doc: "Absolute path of the file on the instance, or of the directory that an archive becomes. Missing parent directories are made.",
        check: checkText(FILE_PATH),
    }),
    fileRow({
        name: "source",
        type: "Asset or Archive",
        doc: "Any Pulumi asset, or an archive, which becomes a directory with its structure, executable bits and symbolic links. Give this or `content`.",
        check: checkSource,
    }),
    fileRow({
        name: "content",
        type: "string",
        doc: "Text of the file. Always a secret in state. Give this or `source`.",
        secret: true,
        check: (value, path) => checkText(TEXT)(value, path, () => true),
    }),
    fileRow({
        name: "mode",
        type: "string",
        defaultText:
            "kept if the file exists, else `0644`, or `0755` for directories and the executable files of an archive",
        doc: "Permissions in octal, such as `0640`. For an archive they hold for all of its files; whoever may read may also search its directories and run its executable files.",
        check: checkText(FILE_MODE),
    }),
    fileRow({
        name: "owner",
        type: "string",
        defaultText:
            "kept if the file exists, else whoever writes it: the user that signs in, or root where that user may not",
        doc: "User of the instance that owns what is put there, by name or number. Needs root or sudo.",
        check: checkText(FILE_OWNER),
    }),
    fileRow({
        name: "group",
        type: "string",
        defaultText: "as for `owner`",
        doc: "Group of the instance that what is put there belongs to, by name or number. Needs root or sudo.",
        check: checkText(FILE_OWNER),
    }),
    fileRow({
        name: "onDelete",
        type: '"keep" | "remove"',
        defaultText: "`keep`",
        doc: "What becomes of the file when the resource is deleted, when the entry is dropped from `files`, or when its path changes. `remove` removes exactly what was put there, unless somebody changed it since.",
        check: checkChoice(["keep", "remove"]),
    }),
]);
