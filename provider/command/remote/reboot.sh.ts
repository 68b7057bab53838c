import { compact } from "../../base/compact";

/** Tells which boot the host is in, what runs of ours live on it, and whether it wants a reboot; and reboots it. A library. */
export const REBOOT = compact(`
eic_tell_boot() {
  eic_boot_id=-
  [ -r /proc/sys/kernel/random/boot_id ] && read -r eic_boot_id </proc/sys/kernel/random/boot_id
  eic_report boot "$eic_boot_id"
}
# Of any user, and without opening anything that one of them could have put there: a run is known by the shells that stay with it.
eic_tell_runs() {
  eic_live=
  for eic_process in /proc/[0-9]*; do
    eic_line=
    # The words of the process without what stands between them.
    { read -r eic_line <"$eic_process/cmdline"; } 2>/dev/null
    case $eic_line in /bin/sh./runner/*/runs/*) eic_line=${"$"}{eic_line##*/};; *) continue;; esac
    case "$eic_live " in *" $eic_line "*) ;; *) eic_live="$eic_live $eic_line";; esac
  done
  set -- $eic_live
  eic_report live $#
}
# Debian, Ubuntu and SUSE leave a file; Red Hat, Fedora and Amazon Linux have a program.
eic_tell_need() {
  for eic_file in /run/reboot-required /var/run/reboot-required /run/reboot-needed; do
    [ ! -e "$eic_file" ] || { eic_report need yes; return; }
  done
  if command -v needs-restarting >/dev/null 2>&1; then
    needs-restarting -r >/dev/null 2>&1
    case $? in 0) eic_report need no;; 1) eic_report need yes;; *) eic_report need unknown;; esac
  elif command -v dnf >/dev/null 2>&1; then
    # It also ends with 1 if it has no such command.
    if eic_said=$(dnf -q needs-restarting -r 2>&1); then eic_report need no; return; fi
    case $eic_said in *'eboot is required'*) eic_report need yes;; *) eic_report need unknown;; esac
  elif command -v rpm >/dev/null 2>&1 && ! command -v dpkg >/dev/null 2>&1; then eic_report need unknown
  else eic_report need no; fi
}
# Of the boot eic_expected, and of no later one, whoever sends this a second time.
eic_reboot() {
  eic_tell_boot
  [ "$eic_boot_id" = "$eic_expected" ] || return 0
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  eic_as_root=
  [ "$(id -u)" = 0 ] || eic_as_root='sudo -n'
  sync
  # Some minimal systems have only the one or the other.
  for eic_call in reboot 'shutdown -r now'; do
    eic_said=$($eic_as_root $eic_call 2>&1) && { eic_report requested; return; }
    eic_code=$?
    case "$eic_code $eic_said" in 127*|*'not found'*) ;; *) break;; esac
  done
  eic_report_text refused $eic_code "$eic_said"
}
`);
