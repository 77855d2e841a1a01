# Warnings and hardening: one place, one INTERFACE target. Warnings are errors where developers build
# (CMAKE_COMPILE_WARNING_AS_ERROR in the presets), never where somebody installs with another compiler.
add_library(mfa_flags INTERFACE)

target_compile_options(mfa_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
  -fstack-protector-strong -fvisibility=hidden -fvisibility-inlines-hidden)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Unique symbols would pin pam_mfa.so in its host process for good.
  target_compile_options(mfa_flags INTERFACE -fno-gnu-unique -fstack-clash-protection -fcf-protection)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Optimising, it takes std::string's own copying for overlapping memory (GCC bug 105651) and an
    # empty std::optional for one that is read (GCC bug 80635).
    target_compile_options(mfa_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
  endif()
endif()
target_link_options(mfa_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed)

if(MFA_SANITIZE)
  target_compile_options(mfa_flags INTERFACE
    -g1 -fsanitize=${MFA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(mfa_flags INTERFACE -fsanitize=${MFA_SANITIZE})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(mfa_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

if(MFA_CLANG_TIDY)
  find_program(MFA_CLANG_TIDY_PROGRAM NAMES clang-tidy clang-tidy-14 REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${MFA_CLANG_TIDY_PROGRAM} --quiet)
endif()
