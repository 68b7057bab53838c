// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";

/** When a script that failed runs again. */
export interface RetryArgs {
    /** How many times the script runs at most, from 2 to 20, the first time included. */
    tries: pulumi.Input<number>;

    /**
     * Pause between the end of a try and the beginning of the next one.
     * @default `10s`
     */
    delay?: pulumi.Input<string> | undefined;

    /**
     * Exit codes after which the script runs again, each from 0 to 255. After any other one it does not.
     * @default every exit code that is not in `acceptedExitCodes`
     */
    onExitCodes?: pulumi.Input<pulumi.Input<number>[]> | undefined;
}
