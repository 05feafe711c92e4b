# bash completion for hounsfield-cli
_hounsfield_cli() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local commands='info probe tags slice histogram mask export mesh check render notebook recipe'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$cur")
    return
  fi
  case $prev in
    --plane) mapfile -t COMPREPLY < <(compgen -W 'axial sagittal coronal' -- "$cur") ;;
    --preset) mapfile -t COMPREPLY < <(compgen -W 'brain subdural stroke soft-tissue liver lung bone full' -- "$cur") ;;
    --colormap) mapfile -t COMPREPLY < <(compgen -W 'gray viridis plasma inferno magma cividis' -- "$cur") ;;
    --interpolation) mapfile -t COMPREPLY < <(compgen -W 'nearest linear cubic' -- "$cur") ;;
    --grid) mapfile -t COMPREPLY < <(compgen -W 'exact notebook' -- "$cur") ;;
    --element) mapfile -t COMPREPLY < <(compgen -W 'cross ball' -- "$cur") ;;
    --mode) mapfile -t COMPREPLY < <(compgen -W 'mip minip mean' -- "$cur") ;;
    --view) mapfile -t COMPREPLY < <(compgen -W 'anterior posterior left right superior inferior' -- "$cur") ;;
    *)
      if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(hounsfield-cli "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)" -- "$cur")
      else
        compopt -o default
      fi
      ;;
  esac
}
complete -F _hounsfield_cli hounsfield-cli
