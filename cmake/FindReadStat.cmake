# SPDX-License-Identifier: GPL-3.0-or-later
# ReadStat reads SPSS, Stata and SAS files. Debian's package has no pkg-config file; others may.
# Defines ReadStat::ReadStat.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_READSTAT QUIET readstat)
endif()
find_path(ReadStat_INCLUDE_DIR NAMES readstat.h HINTS ${PC_READSTAT_INCLUDE_DIRS})
find_library(ReadStat_LIBRARY NAMES readstat HINTS ${PC_READSTAT_LIBRARY_DIRS})
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ReadStat REQUIRED_VARS ReadStat_LIBRARY ReadStat_INCLUDE_DIR)
if(ReadStat_FOUND AND NOT TARGET ReadStat::ReadStat)
  add_library(ReadStat::ReadStat UNKNOWN IMPORTED)
  set_target_properties(ReadStat::ReadStat PROPERTIES
    IMPORTED_LOCATION "${ReadStat_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${ReadStat_INCLUDE_DIR}")
endif()
mark_as_advanced(ReadStat_INCLUDE_DIR ReadStat_LIBRARY)
