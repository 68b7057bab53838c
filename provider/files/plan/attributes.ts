/** Permissions and owner that something must have; undefined where they stay as they are. */
export interface Attributes {
    readonly mode: number | undefined;
    readonly owner: string | undefined;
    readonly group: string | undefined;
}
