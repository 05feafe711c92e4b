# What is installed beside the programs (each of those installs itself in its layer).
install(FILES docs/man/hounsfield.1 docs/man/hounsfield-cli.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES resources/completions/hounsfield-cli.bash RENAME hounsfield-cli
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES resources/completions/_hounsfield-cli DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES resources/completions/hounsfield-cli.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES resources/hounsfield.thumbnailer DESTINATION ${CMAKE_INSTALL_DATADIR}/thumbnailers)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES resources/${HF_APP_ID}.mime.xml RENAME ${HF_APP_ID}.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
# The prefix is known when things are installed: cpack's is not cmake's.
install(CODE "
  set(HF_BIN_DIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
  set(HF_APP_ID ${HF_APP_ID})
  configure_file(\"${CMAKE_SOURCE_DIR}/resources/${HF_APP_ID}.service.in\"
    \"${CMAKE_BINARY_DIR}/${HF_APP_ID}.service\" @ONLY)")
install(FILES ${CMAKE_BINARY_DIR}/${HF_APP_ID}.service DESTINATION ${CMAKE_INSTALL_DATADIR}/dbus-1/services)
