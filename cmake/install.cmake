# What is installed beside the programs (each of those installs itself in its layer).
install(FILES docs/man/hounsfield.1 docs/man/hounsfield-cli.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES resources/completions/hounsfield-cli.bash RENAME hounsfield-cli
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES resources/completions/_hounsfield-cli DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES resources/completions/hounsfield-cli.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES resources/hounsfield.thumbnailer DESTINATION ${CMAKE_INSTALL_DATADIR}/thumbnailers)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
