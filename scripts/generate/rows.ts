import * as table from "../../provider/inputs/property-table";

const now = <Row extends { readonly availability: string }>(rows: readonly Row[]) =>
    rows.filter(({ availability }) => availability === "now");

/** The table without what a later version brings. */
export const argumentRows = now(table.argumentRows);
export const connectionRows = now(table.connectionRows);
export const assumeRoleRows = now(table.assumeRoleRows);
export const viaRows = now(table.viaRows);
export const fileRows = now(table.fileRows);
export const outputRows = now(table.outputRows);
export const runRows = now(table.runRows);
