/** What every generated file begins with. */
export const NOTICE = "Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.";
