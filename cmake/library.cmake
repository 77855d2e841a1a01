# mfa_library(NAME SOURCES … DEPENDS …): one folder of the engine, one static library.
function(mfa_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(mfa_${name} STATIC ${ARG_SOURCES})
  add_library(mfa::${name} ALIAS mfa_${name})
  # Several files are compiled as one: most of the time goes into headers that they share.
  set_target_properties(mfa_${name} PROPERTIES UNITY_BUILD ${MFA_UNITY_BUILD} UNITY_BUILD_BATCH_SIZE 10)
  target_include_directories(mfa_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(mfa_${name} PUBLIC ${ARG_DEPENDS} PRIVATE mfa_flags ${ARG_PRIVATE})
endfunction()
