/** Tells how far cloud-init is: `absent`, or its own long status; where it failed also the end of its log. */
export const CLOUD_INIT = `
if command -v cloud-init >/dev/null 2>&1; then
  eic_long=$(cloud-init status --long 2>&1)
  eic_report_text text status "$eic_long"
  case $eic_long in *"status: error"*)
    eic_log=/var/log/cloud-init-output.log
    # Some images let only root and a group read it.
    eic_tail=$(tail -n 30 $eic_log 2>/dev/null || sudo -n tail -n 30 $eic_log 2>/dev/null)
    eic_report_text text log "$eic_tail"
  esac
else
  eic_report absent
fi
`;
