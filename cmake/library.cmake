# mfa_library(NAME SOURCES … DEPENDS …): one folder of the engine, one static library.
function(mfa_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(mfa_${name} STATIC ${ARG_SOURCES})
  add_library(mfa::${name} ALIAS mfa_${name})
  target_include_directories(mfa_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(mfa_${name} PUBLIC ${ARG_DEPENDS} PRIVATE mfa_flags ${ARG_PRIVATE})
endfunction()
