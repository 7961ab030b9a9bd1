# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` puts where: the program, both libraries, the headers, a CMake package
# (keur::static, keur::shared) and a pkg-config file.
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/keur")
set(generated_dir "${CMAKE_CURRENT_BINARY_DIR}/package")

install(TARGETS keur RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
# An export set each, so that users of the shared library need none of its dependencies.
foreach(kind IN ITEMS shared static)
  install(TARGETS keur_${kind} EXPORT keur-${kind}
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT keur-${kind} NAMESPACE keur:: DESTINATION "${package_dir}")
endforeach()
install(DIRECTORY include/keur DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.h")

configure_package_config_file(cmake/keurConfig.cmake.in "${generated_dir}/keurConfig.cmake"
  INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${generated_dir}/keurConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
# keur::static names LibCSV::LibCSV and LibCJSON::LibCJSON, so its users must find them as we do.
install(FILES "${generated_dir}/keurConfig.cmake" "${generated_dir}/keurConfigVersion.cmake"
  cmake/FindLibCSV.cmake cmake/FindLibCJSON.cmake cmake/FindReadStat.cmake
  cmake/FindXGBoost.cmake
  DESTINATION "${package_dir}")

# keur.pc finds the prefix from its own place, so that a tree can be moved and the prefix be chosen
# as late as `cmake --install --prefix`.
foreach(kind IN ITEMS LIB INCLUDE)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${kind}DIR}")
    set(KEUR_PC_${kind}DIR "${CMAKE_INSTALL_${kind}DIR}")
  else()
    set(KEUR_PC_${kind}DIR "\${prefix}/${CMAKE_INSTALL_${kind}DIR}")
  endif()
endforeach()
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(KEUR_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  set(KEUR_PC_PREFIX "\${pcfiledir}/${up}")
endif()
set(KEUR_PC_OPENMP "")
if(OpenMP_C_FOUND)
  set(KEUR_PC_OPENMP "${OpenMP_C_FLAGS}")
endif()
set(KEUR_PC_READSTAT "")
if(ReadStat_FOUND)
  set(KEUR_PC_READSTAT "-lreadstat")
endif()
set(KEUR_PC_XGBOOST "")
if(XGBoost_FOUND)
  set(KEUR_PC_XGBOOST "-lxgboost")
endif()
configure_file(cmake/keur.pc.in "${generated_dir}/keur.pc" @ONLY)
install(FILES "${generated_dir}/keur.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
