# fish completion for hounsfield-cli
set -l commands info probe tags slice histogram mask export mesh check render notebook recipe
complete -c hounsfield-cli -n "not __fish_seen_subcommand_from $commands" -f -a "$commands"
complete -c hounsfield-cli -l plane -x -a 'axial sagittal coronal'
complete -c hounsfield-cli -l preset -x -a 'brain subdural stroke soft-tissue liver lung bone full'
complete -c hounsfield-cli -l colormap -x -a 'gray viridis plasma inferno magma cividis'
complete -c hounsfield-cli -l interpolation -x -a 'nearest linear cubic'
complete -c hounsfield-cli -l grid -x -a 'exact notebook'
complete -c hounsfield-cli -l element -x -a 'cross ball'
complete -c hounsfield-cli -l view -x -a 'anterior posterior left right superior inferior'
complete -c hounsfield-cli -l json -d 'the result as JSON'
complete -c hounsfield-cli -s o -l output -r -d 'the file to write'
