// Where everything is. Fixed: nobody who runs this program may choose.
#pragma once

namespace mfa::helper {

inline constexpr const char* config_folder = "/etc/mfa";
inline constexpr const char* settings_file = "mfa.yaml";
inline constexpr const char* policy_folder = "/etc/mfa/policy.d";
inline constexpr const char* state_folder = "/var/lib/mfa";
inline constexpr const char* devices_folder = "/var/lib/mfa/devices";
inline constexpr const char* quarantine_folder = "/var/lib/mfa/quarantine";
inline constexpr const char* runtime_folder = "/run/mfa";
inline constexpr const char* runtime_parent = "/run";
inline constexpr const char* runtime_name = "mfa";
/// Where they are installed, as limited sessions may run them.
inline constexpr const char* helper_program = MFA_HELPER_PATH;
inline constexpr const char* tool_program = MFA_TOOL_PATH;

} // namespace mfa::helper
