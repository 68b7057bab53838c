import { choiceKind } from "./choice-kind";
import { argumentRow, requiredRow } from "./property-row";
import { sourceKind } from "./source-kind";
import { neverShownTextKind, textKind } from "./text-kind";
import { FILE_OWNER, FILE_PATH } from "./text-rules";
import { modeKind } from "./unit-kinds";

/** The properties of an entry of `files`. */
export const fileRows = Object.freeze([
    requiredRow({
        name: "remotePath",
        kind: textKind(FILE_PATH),
        doc: "Absolute path of the file on the instance, or of the directory that an archive becomes. Missing parent directories are made.",
        change: "rerun",
    }),
    argumentRow({
        name: "source",
        kind: sourceKind,
        doc: "Any Pulumi asset, or an archive, which becomes a directory with its structure, executable bits and symbolic links. Give this or `content`.",
        change: "rerun",
    }),
    argumentRow({
        name: "content",
        kind: neverShownTextKind,
        doc: "Text of the file. Always a secret in state. Give this or `source`.",
        secret: true,
        change: "rerun",
    }),
    argumentRow({
        name: "mode",
        kind: modeKind,
        defaultText:
            "kept if the file exists, else `0644`, or `0755` for directories and the executable files of an archive",
        doc: "Permissions in octal, such as `0640`. For an archive they hold for all of its files; whoever may read may also search its directories and run its executable files.",
        change: "rerun",
    }),
    argumentRow({
        name: "owner",
        kind: textKind(FILE_OWNER),
        defaultText:
            "kept if the file exists, else whoever writes it: the user that signs in, or root where that user may not",
        doc: "User of the instance that owns what is put there, by name or number. Needs root or sudo.",
        change: "rerun",
    }),
    argumentRow({
        name: "group",
        kind: textKind(FILE_OWNER),
        defaultText: "as for `owner`",
        doc: "Group of the instance that what is put there belongs to, by name or number. Needs root or sudo.",
        change: "rerun",
    }),
    argumentRow({
        name: "onDelete",
        kind: choiceKind(["keep", "remove"]),
        defaultValue: "keep",
        doc: "What becomes of the file when the resource is deleted, when the entry is dropped from `files`, or when its path changes. `remove` removes exactly what was put there, unless somebody changed it since.",
        change: "rerun",
    }),
]);
