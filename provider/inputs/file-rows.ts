import { choiceKind } from "./choice-kind";
import { argumentRow, requiredRow } from "./property-row";
import { sourceKind } from "./source-kind";
import { anyTextKind, neverShown, textKind } from "./text-kind";
import { FILE_OWNER, FILE_PATH } from "./text-rules";
import { modeKind } from "./unit-kinds";

/** The properties of an entry of `files`. */
export const fileRows = Object.freeze([
    requiredRow({
        name: "remotePath",
        kind: textKind(FILE_PATH),
        doc: "Absolute path on the instance of the file, or of the directory that is made from an archive. Missing parent directories are created.",
        change: "rerun",
    }),
    argumentRow({
        name: "source",
        kind: sourceKind,
        doc: "A Pulumi asset, or an archive, which becomes a directory with the same structure, executable bits and symbolic links. Give either `source` or `content`.",
        change: "rerun",
    }),
    argumentRow({
        name: "content",
        kind: neverShown(anyTextKind),
        doc: "Text of the file. Always a secret in state. Give either `content` or `source`.",
        secret: true,
        change: "rerun",
    }),
    argumentRow({
        name: "mode",
        kind: modeKind,
        defaultText:
            "unchanged if the file exists; otherwise `0644`, or `0755` for directories and for executable files of an archive",
        doc: "Permissions in octal, such as `0640`. For an archive, they apply to all of its files; whoever may read them may also search its directories and run its executable files.",
        change: "rerun",
    }),
    argumentRow({
        name: "owner",
        kind: textKind(FILE_OWNER),
        defaultText:
            "unchanged if the file exists; otherwise the user that writes it: the one that signs in, or root if that user may not write there",
        doc: "User on the instance that owns the file or directory, by name or number. Requires root or sudo.",
        change: "rerun",
    }),
    argumentRow({
        name: "group",
        kind: textKind(FILE_OWNER),
        defaultText: "as for `owner`",
        doc: "Group on the instance that the file or directory belongs to, by name or number. Requires root or sudo.",
        change: "rerun",
    }),
    argumentRow({
        name: "onDelete",
        kind: choiceKind(["keep", "remove"]),
        defaultValue: "keep",
        doc: "What happens to the file when the resource is deleted, when the entry is removed from `files`, or when its path changes. `remove` removes exactly what was put there, unless somebody has changed it since.",
        change: "rerun",
    }),
]);
