/**
 * What each shell has to know: whom to ask, and what to do with the answer. Everything else is asked for anew at each Tab.
 * The answer's first line says whether files or folders fit too; each other line is a word, a tab, and what it is.
 */
export const scripts = {
  // For the bash of macOS too (3.2): no mapfile, and where compopt is missing, files are offered beside.
  bash: `# wa-webhook: completion for bash. Put this line into ~/.bashrc:  source <(wa-webhook completion bash)
_wa_webhook() {
  local program=$1 line kind='' tab=$'\\t'
  [[ $program == '~/'* ]] && program=$HOME/\${program:2}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; else COMPREPLY+=("\${line%%"$tab"*}"); fi
  done < <("$program" __complete bash "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null)
  case $kind in
    files)
      if (( \${#COMPREPLY[@]} )); then
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$2")
      fi ;;
    folders) compopt +o default -o dirnames 2>/dev/null ;;
    *) compopt +o default 2>/dev/null ;;
  esac
  compopt -o nosort 2>/dev/null
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _wa_webhook wa-webhook
`,
  zsh: `#compdef wa-webhook
# wa-webhook: completion for zsh. Put this line into ~/.zshrc:  source <(wa-webhook completion zsh)
_wa-webhook() {
  local program=\${(Q)words[1]} line kind='' word tab=$'\\t' found=1
  local -a whole open
  program=\${program/#\\~\\//$HOME/}
  for line in "\${(@f)$("$program" __complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}"; do
    if [[ -z $kind ]]; then kind=$line; continue; fi
    word=\${line%%$tab*}
    word=\${\${word//\\\\/\\\\\\\\}//:/\\\\:}
    if [[ $line == *$tab?* ]]; then word=$word:\${line#*$tab}; fi
    if [[ \${line%%$tab*} == */ ]]; then open+=("$word"); else whole+=("$word"); fi
  done
  [[ $PREFIX == --*=* ]] && compset -P 1 '*='
  (( $#whole )) && _describe -V -t words 'word' whole && found=0
  (( $#open )) && _describe -V -t folders 'folder' open -S '' && found=0
  case $kind in
    files) _files && found=0 ;;
    folders) _files -/ && found=0 ;;
  esac
  return found
}
if [[ $funcstack[1] == _wa-webhook ]]; then
  _wa-webhook "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
  compdef _wa-webhook wa-webhook
fi
`,
  fish: `# wa-webhook: completion for fish. Run once:  wa-webhook completion fish > ~/.config/fish/completions/wa-webhook.fish
function __wa_webhook_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -e words[1]
    set -l answer ($program __complete fish -- $words "$current" 2>/dev/null </dev/null)
    set -l kind $answer[1]
    set -e answer[1]
    string join \\n -- $answer
    set -l flag (string match -r -- '^--[^=]+=' "$current"); or set flag ''
    set -l typed (string replace -r -- '^--[^=]+=' '' "$current")
    set -l quote (string match -r -- '^["\\']' "$typed")
    set typed (string unescape -- "$typed$quote")
    switch "$kind"
        case files
            string join \\n -- $flag(__fish_complete_path "$typed")
        case folders
            string join \\n -- $flag(__fish_complete_directories "$typed")
    end
end
complete -c wa-webhook -k -f -a '(__wa_webhook_complete)'
`,
} satisfies Record<string, string>;

export type Shell = keyof typeof scripts;
