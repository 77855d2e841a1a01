# Puts mfa.yaml and policy.d/ into /etc/mfa at install time. MFA_CONFIG_SOURCE is this folder.
#
# MUST: a file that is there keeps its text; where ours differs, ours goes beside it as FILE.new,
# which nothing loads. A policy.d that is there stays the administrator's whole: a policy file
# missing in it was removed on purpose and does not come back.
set(folder $ENV{DESTDIR}/etc/mfa)
set(file_mode OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
set(folder_mode ${file_mode} OWNER_EXECUTE GROUP_EXECUTE WORLD_EXECUTE)

function(mfa_place source target)
  get_filename_component(folder_of_target ${target} DIRECTORY)
  # file(INSTALL) puts DESTDIR in front by itself.
  string(LENGTH "$ENV{DESTDIR}" size)
  string(SUBSTRING ${folder_of_target} ${size} -1 folder_of_target)
  get_filename_component(name ${target} NAME)
  file(INSTALL DESTINATION ${folder_of_target} TYPE FILE RENAME ${name} PERMISSIONS ${file_mode}
       FILES ${source})
endfunction()

function(mfa_offer source target)
  if(EXISTS ${target})
    file(SHA256 ${source} ours)
    file(SHA256 ${target} theirs)
    if(ours STREQUAL theirs)
      file(REMOVE ${target}.new)
      return()
    endif()
  endif()
  message(STATUS "Kept as it is: ${target}. Ours is ${target}.new")
  mfa_place(${source} ${target}.new)
endfunction()

file(GLOB policies RELATIVE ${MFA_CONFIG_SOURCE}
     ${MFA_CONFIG_SOURCE}/policy.d/*.yaml ${MFA_CONFIG_SOURCE}/policy.d/*.json)
set(policy_folder_was_there FALSE)
if(EXISTS ${folder}/policy.d)
  set(policy_folder_was_there TRUE)
endif()
foreach(wanted ${folder} ${folder}/policy.d)
  if(NOT EXISTS ${wanted})
    file(MAKE_DIRECTORY ${wanted})
    file(CHMOD ${wanted} PERMISSIONS ${folder_mode})
  endif()
endforeach()

if(EXISTS ${folder}/mfa.yaml)
  mfa_offer(${MFA_CONFIG_SOURCE}/mfa.yaml ${folder}/mfa.yaml)
else()
  mfa_place(${MFA_CONFIG_SOURCE}/mfa.yaml ${folder}/mfa.yaml)
endif()
foreach(policy ${policies})
  if(policy_folder_was_there)
    mfa_offer(${MFA_CONFIG_SOURCE}/${policy} ${folder}/${policy})
  else()
    mfa_place(${MFA_CONFIG_SOURCE}/${policy} ${folder}/${policy})
  endif()
endforeach()
