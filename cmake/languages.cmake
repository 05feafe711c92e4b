# Translations: po/*.po -> locale/LANGUAGE/LC_MESSAGES/hounsfield.mo, in the build folder (where the viewer finds them too) and installed.
# New texts: po/update.
find_program(MSGFMT msgfmt REQUIRED)
file(GLOB translations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/po/*.po)
foreach(po ${translations})
  get_filename_component(language ${po} NAME_WE)
  set(folder ${CMAKE_BINARY_DIR}/locale/${language}/LC_MESSAGES)
  add_custom_command(
    OUTPUT ${folder}/hounsfield.mo
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${MSGFMT} --check-format -o ${folder}/hounsfield.mo ${po}
    DEPENDS ${po}
    VERBATIM)
  list(APPEND catalogs ${folder}/hounsfield.mo)
  install(FILES ${folder}/hounsfield.mo DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES)
endforeach()
add_custom_target(languages ALL DEPENDS ${catalogs})
