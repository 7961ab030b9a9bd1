# SPDX-License-Identifier: GPL-3.0-or-later
# One name for cJSON whatever its own CMake files are called. Defines LibCJSON::LibCJSON.
find_path(LibCJSON_INCLUDE_DIR NAMES cjson/cJSON.h)
find_library(LibCJSON_LIBRARY NAMES cjson)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibCJSON REQUIRED_VARS LibCJSON_LIBRARY LibCJSON_INCLUDE_DIR)
if(LibCJSON_FOUND AND NOT TARGET LibCJSON::LibCJSON)
  add_library(LibCJSON::LibCJSON UNKNOWN IMPORTED)
  set_target_properties(LibCJSON::LibCJSON PROPERTIES
    IMPORTED_LOCATION "${LibCJSON_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibCJSON_INCLUDE_DIR}")
endif()
mark_as_advanced(LibCJSON_INCLUDE_DIR LibCJSON_LIBRARY)
