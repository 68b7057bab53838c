/** The shells that completions are written for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * What a shell reads to complete this command: it asks the command itself, by its hidden `complete`, for the words that may stand at the
 * end of the line.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = Object.freeze({
    // bash breaks words at "@", ":" and "=" as well, and puts its answer in place of what is behind the last of them.
    bash: `_ec2_instance_connect() {
    local line=\${COMP_LINE:0:COMP_POINT} current before reply
    local -a words
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=\${words[\${#words[@]} - 1]}
    before=\${current%"\${current##*[@:=]}"}
    COMPREPLY=()
    while IFS= read -r reply; do
        COMPREPLY+=("\${reply#"$before"}")
    done < <(ec2-instance-connect complete -- "\${words[@]:1}" 2>/dev/null)
    [[ \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
}
complete -F _ec2_instance_connect ec2-instance-connect
`,
    zsh: `#compdef ec2-instance-connect
_ec2_instance_connect() {
    local -a replies
    replies=(\${(f)"$(ec2-instance-connect complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( \${#replies} )); then
        compadd -Q -- $replies
    else
        _files
    fi
}
if [[ \${funcstack[1]} == _ec2_instance_connect ]]; then
    _ec2_instance_connect "$@"
else
    compdef _ec2_instance_connect ec2-instance-connect
fi
`,
    fish: `function __ec2_instance_connect
    set -l words (commandline -opc) (commandline -ct)
    ec2-instance-connect complete -- $words[2..-1] 2>/dev/null
end
complete -c ec2-instance-connect -a '(__ec2_instance_connect)'
`,
});
