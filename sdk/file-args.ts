// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";

/** One file, or one directory tree, that is put on the instance. */
export interface FileArgs {
    /**
     * Absolute path of the file on the instance, or of the directory that an archive becomes. Missing parent
     * directories are made.
     */
    remotePath: pulumi.Input<string>;

    /**
     * Any Pulumi asset, or an archive, which becomes a directory with its structure, executable bits and symbolic
     * links. Give this or `content`.
     */
    source?: pulumi.Input<pulumi.asset.Asset | pulumi.asset.Archive> | undefined;

    /** Text of the file. Always a secret in state. Give this or `source`. */
    content?: pulumi.Input<string> | undefined;

    /**
     * Permissions in octal, such as `0640`. For an archive they hold for all of its files; whoever may read may also
     * search its directories and run its executable files.
     * @default kept if the file exists, else `0644`, or `0755` for directories and the executable files of an archive
     */
    mode?: pulumi.Input<string> | undefined;

    /**
     * User of the instance that owns what is put there, by name or number. Needs root or sudo.
     * @default kept if the file exists, else whoever writes it: the user that signs in, or root where that user may not
     */
    owner?: pulumi.Input<string> | undefined;

    /**
     * Group of the instance that what is put there belongs to, by name or number. Needs root or sudo.
     * @default as for `owner`
     */
    group?: pulumi.Input<string> | undefined;

    /**
     * What becomes of the file when the resource is deleted, when the entry is dropped from `files`, or when its path
     * changes. `remove` removes exactly what was put there, unless somebody changed it since.
     * @default `keep`
     */
    onDelete?: pulumi.Input<"keep" | "remove"> | undefined;
}
