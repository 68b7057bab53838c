// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";

/** A file on the instance to read after the script. */
export interface FetchArgs {
    /**
     * Absolute path on the instance of a regular file. Links are followed. It is read as the user that runs the script;
     * as root only through directories that no other user can change, otherwise as the owner of the first one that
     * another user can.
     */
    path: pulumi.Input<string>;

    /**
     * How the content becomes a string. With `utf8`, a file with other bytes fails the resource.
     * @default `utf8`
     */
    encoding?: pulumi.Input<"utf8" | "base64"> | undefined;

    /**
     * How long the file may be, at most `4MiB`. Of a longer one nothing is sent, and the resource fails.
     * @default `1MiB`
     */
    maxSize?: pulumi.Input<string> | undefined;

    /**
     * Whether the file may be missing. Then its name is absent in the output.
     * @default `false`
     */
    optional?: pulumi.Input<boolean> | undefined;

    /**
     * Whether the content goes to the output `secrets.fetched`, or to `fetched`.
     * @default `true`
     */
    secret?: pulumi.Input<boolean> | undefined;
}
