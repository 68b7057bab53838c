import { compact } from "../../base/compact";

/**
 * Hands a whole text to another user's shell, on its stdin: nothing of it is in any argument. For hosts on which no shell is kept
 * open. Needs `eic_user` and `eic_inner`; what sudo itself says comes on standard error.
 */
export const HAND_OVER = compact(String.raw`
if [ "$(id -un)" = "$eic_user" ]; then printf 'eic_before=%s\n%s\n' "$eic_before" "$eic_inner" | /bin/sh -s
else printf 'eic_before=%s\n%s\n' "$eic_before" "$eic_inner" | sudo -n -H -u "$eic_user" -- /bin/sh -s; fi
eic_report handed $?
`);
