# bash completion for hounsfield-cli. Commands, options and their values are what --help says.
_hounsfield_cli() {
  local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} help words
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="$(hounsfield-cli --help | sed -nE 's/^  ([a-z]+) .*/\1/p') --help --version"
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    return
  fi
  help=$(hounsfield-cli "${COMP_WORDS[1]}" --help 2>/dev/null)
  # --plane=axial: bash takes the equals sign for a word of its own
  [ "$cur" != = ] || cur=
  [ "$option" != = ] || option=${COMP_WORDS[COMP_CWORD - 2]}
  words=$(sed -nE "s/^  $option=([a-z|-]*\|[a-z|-]*) .*/\1/p" <<<"$help")
  if [[ $option == --* && -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${words//|/ }" -- "$cur")
  elif [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(sed -nE 's/^  (-[a-z], )?(--[a-z-]+).*/\2/p' <<<"$help")" -- "$cur")
  else
    compopt -o default
  fi
}
complete -F _hounsfield_cli hounsfield-cli
