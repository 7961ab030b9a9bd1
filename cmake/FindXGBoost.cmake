# SPDX-License-Identifier: GPL-3.0-or-later
# XGBoost fits boosted trees. The CMake files of Debian's package name a library that is not in it,
# so it is found through pkg-config. Splits over sets of levels need version 1.7.
# Defines XGBoost::XGBoost.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_XGBOOST QUIET xgboost)
endif()
find_path(XGBoost_INCLUDE_DIR NAMES xgboost/c_api.h HINTS ${PC_XGBOOST_INCLUDE_DIRS})
find_library(XGBoost_LIBRARY NAMES xgboost HINTS ${PC_XGBOOST_LIBRARY_DIRS})
set(XGBoost_VERSION "")
if(EXISTS "${XGBoost_INCLUDE_DIR}/xgboost/version_config.h")
  file(STRINGS "${XGBoost_INCLUDE_DIR}/xgboost/version_config.h" XGBoost_VERSION
    REGEX "#define XGBOOST_VER_(MAJOR|MINOR|PATCH) ")
  list(TRANSFORM XGBoost_VERSION REPLACE "[^0-9]" "")
  list(JOIN XGBoost_VERSION "." XGBoost_VERSION)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(XGBoost
  REQUIRED_VARS XGBoost_LIBRARY XGBoost_INCLUDE_DIR VERSION_VAR XGBoost_VERSION)
if(XGBoost_FOUND AND NOT TARGET XGBoost::XGBoost)
  add_library(XGBoost::XGBoost UNKNOWN IMPORTED)
  set_target_properties(XGBoost::XGBoost PROPERTIES
    IMPORTED_LOCATION "${XGBoost_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${XGBoost_INCLUDE_DIR}")
endif()
mark_as_advanced(XGBoost_INCLUDE_DIR XGBoost_LIBRARY)
