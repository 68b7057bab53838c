/** The first piece of a shell of this room: the C locale, what ends everything, and how to hash. */
export const TOOLS = String.raw`
# Ends everything: what failed, for which of the paths, and what the tool said, on one line.
eic_fail() {
  eic_report fail "$1" "$2" "$(printf '%s' "$3" | tr '\n' ' ')"
  eic_clean
  exit 1
}
eic_clean() { :; }
eic_try() {
  eic_step=$1
  eic_number=$2
  shift 2
  eic_said=$("$@" 2>&1) || eic_fail "$eic_step" "$eic_number" "$eic_said"
}
if command -v sha256sum >/dev/null 2>&1; then eic_sha() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then eic_sha() { shasum -a 256 "$@"; }
elif command -v openssl >/dev/null 2>&1; then eic_sha() { openssl dgst -sha256 -r "$@"; }
elif command -v busybox >/dev/null 2>&1; then eic_sha() { busybox sha256sum "$@"; }
else eic_fail find 0 'sha256sum: not found, nor shasum, openssl or busybox'; fi
# openssl uses what the processor has for it, which makes it several times as fast; it starts slowly, though.
eic_sha_stream() {
  case $(openssl dgst -sha256 -r </dev/null 2>/dev/null) in
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855*) openssl dgst -sha256 -r ;;
    *) eic_sha ;;
  esac
}
# Leaves the hashes of the files in eic_found, with a blank between them, and how many they are in eic_hashes. No pipe into "read":
# that takes byte by byte. Nor is the list put together by the shell, for which it grows with the square. A name that had to be
# escaped stands alone, but for such as only some tools escape: of these, the backslash in front goes.
eic_hash() {
  if [ $# = 1 ]; then
    eic_found=$(eic_sha "$@" 2>/dev/null)
    eic_found=${"$"}{eic_found#\\}
    eic_found=${"$"}{eic_found%% *}
    eic_hashes=${"$"}{eic_found:+1}
  else
    eic_join $(eic_sha "$@" 2>/dev/null | eic_first_words)
  fi
}
eic_join() { eic_hashes=$# eic_found="$*"; }
if command -v sed >/dev/null 2>&1; then eic_first_words() { sed 's/^\\//;s/ .*//'; }
else eic_first_words() { while IFS=' ' read -r eic_word eic_rest; do printf '%s\n' "${"$"}{eic_word#\\}"; done; }; fi
eic_can_unzip() { if command -v gzip >/dev/null 2>&1; then echo gzip; else echo plain; fi; }
`;
