import { compact } from "../../base/compact";

/** Where runs live, and how one is found: `eic_find` sets `eic_run` to the directory of the run `eic_id`. A library. */
export const RUNS = compact(`
# A home that is somebody else's could be exchanged under us, and so could what is in it.
eic_home_base=
case "$HOME" in /?*) [ -O "$HOME" ] && eic_home_base=$HOME/.local/state/ec2-instance-connect/runs;; esac
[ -O "$eic_home_base" ] || [ ! -e "$eic_home_base" ] || eic_home_base=
# /var/tmp is everybody's: a directory there counts only when it is ours, no link, and only we may write into it, and when
# nobody else can exchange it: /var/tmp has to be root's, and sticky where others may write. All below it is ours then.
eic_shared_base() {
  eic_shared=/var/tmp/ec2-instance-connect-$(id -u)
  eic_base=$eic_shared/runs
}
eic_shared_is_ours() {
  [ -d "$eic_shared" ] && [ ! -L "$eic_shared" ] && [ -O "$eic_shared" ] || return 1
  set -- $(ls -ldn /var/tmp/. "$eic_shared/.")
  case "$3" in 0|"${"$"}{12}") ;; *) return 1;; esac
  case "$1" in d????????[tT]*|d????-??-*) ;; *) return 1;; esac
  case "${"$"}{10}" in d????-??-*) ;; *) return 1;; esac
}
# The same without a process on a host where no directory of this kind is.
eic_shared_is_there() {
  set -- /var/tmp/ec2-instance-connect-*
  [ -d "$1" ] || return 1
  eic_shared_base
  eic_shared_is_ours
}
# Sets eic_run to the run's directory; fails when there is none.
eic_find() {
  eic_run=$eic_home_base/$eic_id
  [ -n "$eic_home_base" ] && [ -d "$eic_run" ] && [ ! -L "$eic_run" ] && [ -O "$eic_run" ] && return 0
  eic_shared_is_there || return 1
  eic_run=$eic_base/$eic_id
  [ -d "$eic_run" ]
}
eic_detachable() { command -v setsid >/dev/null 2>&1 && command -v flock >/dev/null 2>&1; }
`);
