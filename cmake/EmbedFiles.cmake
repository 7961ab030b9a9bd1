# SPDX-License-Identifier: GPL-3.0-or-later
# keur_embed(OUT name file...): a C source that holds the files' bytes, and a header
# embedded/<name>.h with, for each file a-b.csv.gz, `keur_embedded_a_b_csv_gz[]` and its size.
function(keur_embed OUT name)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.c")
  set(header "${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.h")
  set(absolute "")
  foreach(file IN LISTS ARGN)
    get_filename_component(full "${file}" ABSOLUTE)
    list(APPEND absolute "${full}")
  endforeach()
  string(REPLACE ";" "|" joined "${absolute}")
  add_custom_command(
    OUTPUT "${source}" "${header}"
    COMMAND ${CMAKE_COMMAND} "-DFILES=${joined}" "-DSOURCE=${source}" "-DHEADER=${header}"
      "-DNAME=${name}" -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS ${absolute} "${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed.cmake"
    COMMENT "Embedding ${name}"
    VERBATIM)
  set(${OUT} "${source}" "${header}" PARENT_SCOPE)
endfunction()
