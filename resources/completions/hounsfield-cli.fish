# fish completion for hounsfield-cli. Commands, options and their values are what --help says.
function __hounsfield_cli_commands
    test (count (commandline -opc)) -eq 1
    and hounsfield-cli --help | string replace -rf '^  ([a-z]+) +(.*)' '$1\t$2'
end
function __hounsfield_cli_help
    set -l given (commandline -opc)
    test (count $given) -gt 1
    and hounsfield-cli $given[2] --help 2>/dev/null
end
function __hounsfield_cli_options
    __hounsfield_cli_help | string replace -rf '^  (?:-[a-z], )?(--[a-z-]+)\S* +(.*)' '$1\t$2'
end
function __hounsfield_cli_values
    set -l given (commandline -opc)
    string match -q -- '--*' $given[-1]
    and __hounsfield_cli_help | string replace -rf "^  $given[-1]=([a-z|-]*\|[a-z|-]*) .*" '$1' | string split '|'
end
complete -c hounsfield-cli -n __hounsfield_cli_commands -f -a '(__hounsfield_cli_commands)'
complete -c hounsfield-cli -n __hounsfield_cli_values -f -a '(__hounsfield_cli_values)'
complete -c hounsfield-cli -n 'not __hounsfield_cli_commands; and not __hounsfield_cli_values' -a '(__hounsfield_cli_options)'
