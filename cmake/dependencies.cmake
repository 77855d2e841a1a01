# The libraries that end up in programs which start at every login. Linked in from their archives, because
# finding their symbols anew each time is what such a program would spend most of its time with. A
# distribution that wants an update of such a library to reach pam_mfa without a new build says OFF.
include(CMakeDependentOption)
cmake_dependent_option(MFA_LINK_ARCHIVES
  "Link libraries from their archives where there are any" ON "NOT MFA_SANITIZE" OFF)

# mfa_dependency(NAME ARCHIVE TARGET): the target dep::NAME, from the archive, else from TARGET.
function(mfa_dependency name archive target)
  add_library(mfa_dep_${name} INTERFACE)
  add_library(dep::${name} ALIAS mfa_dep_${name})
  find_library(MFA_ARCHIVE_${name} NAMES ${archive})
  mark_as_advanced(MFA_ARCHIVE_${name})
  if(MFA_LINK_ARCHIVES AND MFA_ARCHIVE_${name})
    target_include_directories(mfa_dep_${name} INTERFACE
      $<TARGET_PROPERTY:${target},INTERFACE_INCLUDE_DIRECTORIES>)
    target_link_libraries(mfa_dep_${name} INTERFACE ${MFA_ARCHIVE_${name}})
  else()
    target_link_libraries(mfa_dep_${name} INTERFACE ${target})
  endif()
endfunction()

find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(yaml-cpp REQUIRED)
pkg_check_modules(LIBOATH REQUIRED IMPORTED_TARGET GLOBAL liboath)

mfa_dependency(crypto libcrypto.a OpenSSL::Crypto)
mfa_dependency(yaml libyaml-cpp.a yaml-cpp)
mfa_dependency(oath liboath.a PkgConfig::LIBOATH)
