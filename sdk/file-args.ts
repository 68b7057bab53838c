// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";

/** A file or a directory tree to put on the instance. */
export interface FileArgs {
    /**
     * Absolute path on the instance of the file, or of the directory that is made from an archive. Missing parent
     * directories are created.
     */
    remotePath: pulumi.Input<string>;

    /**
     * A Pulumi asset, or an archive, which becomes a directory with the same structure, executable bits and symbolic
     * links. Give either `source` or `content`.
     */
    source?: pulumi.Input<pulumi.asset.Asset | pulumi.asset.Archive> | undefined;

    /** Text of the file. Always a secret in state. Give either `content` or `source`. */
    content?: pulumi.Input<string> | undefined;

    /**
     * Permissions in octal, such as `0640`. For an archive, they apply to all of its files; whoever may read them may
     * also search its directories and run its executable files.
     * @default unchanged if the file exists; otherwise `0644`, or `0755` for directories and for executable files of an
     * archive
     */
    mode?: pulumi.Input<string> | undefined;

    /**
     * User on the instance that owns the file or directory, by name or number. Requires root or sudo.
     * @default unchanged if the file exists; otherwise the user that writes it: the one that signs in, or root if that
     * user may not write there
     */
    owner?: pulumi.Input<string> | undefined;

    /**
     * Group on the instance that the file or directory belongs to, by name or number. Requires root or sudo.
     * @default as for `owner`
     */
    group?: pulumi.Input<string> | undefined;

    /**
     * What happens to the file when the resource is deleted, when the entry is removed from `files`, or when its path
     * changes. `remove` removes exactly what was put there, unless somebody has changed it since.
     * @default `keep`
     */
    onDelete?: pulumi.Input<"keep" | "remove"> | undefined;
}
