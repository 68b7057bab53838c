import { compact } from "../../base/compact";

/**
 * A library. `eic_follow` sends what the run writes, from the offsets that the client has, then its values and how it ended.
 *
 * Needs `eic_out_offset`, `eic_err_offset`, the run's directory as working directory, and in an attached run the
 * runner's process in `eic_attached_process`. The wait for the lock is the sleep, so the end is noticed at once.
 */
export const FOLLOW = `
eic_follow() {
${compact(String.raw`
: "${"$"}{eic_attached_process:=}"
eic_mode=attached
eic_detachable && [ ! -d claim ] && eic_mode=detached
eic_token_found=-
read -r eic_token_found <token
eic_report run $eic_mode "$eic_token_found"
[ $eic_mode = detached ] && exec 9<lock
# The flock of busybox can't wait for a limited time, and says so with the exit code of a wait in vain.
eic_patient=yes
[ -L "$(command -v flock)" ] && eic_patient=no
# 0: the run is over. Anything else: about a tenth of a second has passed.
eic_wait() {
  if [ $eic_mode = detached ] && [ $eic_patient = no ]; then
    flock -n -s 9 && return 0
  elif [ $eic_mode = detached ]; then
    flock -s -w $eic_interval 9 2>/dev/null
    eic_waited=$?
    [ $eic_waited -le 1 ] && return $eic_waited
    flock -n -s 9 && return 0
  else
    read -r eic_word eic_rest <result
    [ "$eic_word" = done ] && return 0
    [ -n "$eic_attached_process" ] && kill -0 "$eic_attached_process" 2>/dev/null || return 0
  fi
  sleep 0.05 2>/dev/null || sleep 1
  return 1
}
eic_sizes() {
  eic_found=$(stat -c %s out err 2>/dev/null) || eic_found="$(wc -c <out) $(wc -c <err)"
  set -- $eic_found
  eic_out_size=$1
  eic_err_size=$2
}
# Reads a short text that grows no more, which is what most outputs are: no process is started for it. What the shell can't hold
# is missing then.
eic_read_text() {
  eic_text=
  eic_tries=0
  while eic_line=; IFS= read -r eic_line; do
    eic_text=$eic_text$eic_line$eic_newline
    eic_tries=$((eic_tries + 1))
    [ $eic_tries -lt 16 ] || return 1
  done <"$1"
  eic_text=$eic_text$eic_line
}
# Exactly $4 bytes of file $2 from offset $3 follow the header. dd seeks; tail of some hosts reads from the beginning.
eic_reader=
eic_send() {
  eic_lock
  eic_write_frame "$@"
  eic_unlock
}
eic_write_frame() {
  printf '%s %s %s %s\n' "$eic_marker" "$1" "$3" "$4" || exit 1
  if [ "$3" = 0 ]; then
    if [ $eic_ended = yes ] && [ "$4" -le 256 ] && eic_read_text "$2" && [ "${"$"}{#eic_text}" = "$4" ]; then printf '%s' "$eic_text" || exit 1
    else head -c "$4" "$2" || exit 1; fi
    return 0
  fi
  if [ -z "$eic_reader" ]; then
    eic_reader=tail
    dd if=/dev/null iflag=skip_bytes,count_bytes,fullblock skip=0 count=1 >/dev/null 2>&1 && eic_reader=dd
  fi
  if [ $eic_reader = dd ]; then
    dd if="$2" bs=262144 iflag=skip_bytes,count_bytes,fullblock skip="$3" count="$4" 2>/dev/null || exit 1
  else
    tail -c "+$(($3 + 1))" "$2" | head -c "$4" || exit 1
  fi
}
# One frame of each stream, of at most 4 MiB, so that neither stream starves the other.
eic_pass() {
  eic_more=no
  eic_skip out $eic_out_offset
  eic_out_offset=$eic_skipped
  eic_length=$((eic_out_size - eic_out_offset))
  [ $eic_length -gt 4194304 ] && eic_length=4194304 && eic_more=yes
  [ $eic_length -gt 0 ] && eic_send out out "$eic_out_offset" $eic_length && eic_out_offset=$((eic_out_offset + eic_length))
  eic_skip err $eic_err_offset
  eic_err_offset=$eic_skipped
  eic_length=$((eic_err_size - eic_err_offset))
  [ $eic_length -gt 4194304 ] && eic_length=4194304 && eic_more=yes
  [ $eic_length -gt 0 ] && eic_send err err "$eic_err_offset" $eic_length && eic_err_offset=$((eic_err_offset + eic_length))
  [ $eic_more = yes ]
}
eic_drain() {
  [ -s out ] || [ -s err ] || return 0
  eic_sizes
  while eic_pass; do eic_give_back; done
  eic_give_back
}
# When space is scarce, gives the file system back what was delivered: all but the first 4 MiB, for whoever takes the run
# over and wants its head, and the last 32 MiB, which may still be on the way and be asked for again.
eic_gave=
eic_give_back() {
  [ -e scarce ] || return 0
  eic_punch out "$eic_out_offset"
  eic_punch err "$eic_err_offset"
}
eic_punch() {
  eic_end=$((($2 - 33554432) / 4096 * 4096))
  [ $eic_end -gt 4194304 ] || return 0
  # Written first: a reader must never take a hole for output.
  printf '%s\n' $eic_end >"$1.given" || return 0
  if fallocate -p -o 4194304 -l $((eic_end - 4194304)) "$1" 2>/dev/null; then eic_gave=yes
  else [ -n "$eic_gave" ] || rm -f "$1.given"; fi
}
# Output that was given back is passed over, and the client told.
eic_skip() {
  eic_skipped=$2
  [ -s "$1.given" ] || return 0
  read -r eic_given <"$1.given"
  [ "$2" -lt 4194304 ] && return 0
  [ "$2" -lt "$eic_given" ] || return 0
  eic_report hole "$1" "$2" $((eic_given - $2))
  eic_skipped=$eic_given
}
eic_interval=0.1
eic_ended=no
eic_count=0
eic_waiting=no
until eic_wait; do
  eic_drain
  # An exclusive script that has to wait for another one says so by a file.
  if [ -e waiting ]; then [ $eic_waiting = yes ] || eic_report waiting
    eic_waiting=yes
  elif [ $eic_waiting = yes ]; then
    eic_waiting=no
    eic_report waited
  fi
  eic_count=$((eic_count + 1))
  # A client that is gone is noticed by writing only.
  [ $((eic_count % 50)) = 0 ] && { eic_report beat || exit 1; }
done
eic_ended=yes
# Sizes are taken once more after the end: all that the script and its group wrote is there now, and later output is not waited for.
eic_drain
eic_word=
read -r eic_word eic_fields <result
if [ -e refused ]; then eic_report_text refused script "$(cat refused)"
elif [ "$eic_word" = done ]; then
  set -- $eic_fields
  eic_note=-
  [ "$3" = full ] && read -r eic_note <full
  [ -e waiting ] && eic_note="$eic_note waiting"
  [ -e held ] && eic_note="$eic_note held"
  [ -s left ] && read -r eic_left <left && eic_note="$eic_note left $eic_left"
  eic_give_values
  eic_report end "$eic_fields" $eic_note
elif [ -e started ]; then
  eic_started=- eic_boot_then=- eic_boot=-
  read -r eic_started eic_boot_then <started
  [ -r /proc/sys/kernel/random/boot_id ] && read -r eic_boot </proc/sys/kernel/random/boot_id
  eic_report gone "$eic_started" "$eic_boot_then" "$eic_boot"
elif [ -e lock ] && [ "$eic_run" -ef . ]; then
  eic_report unstarted
else
  # The directory was removed under the run: whether it had started is no longer to be seen.
  eic_report absent
fi
`)}
}
`;
