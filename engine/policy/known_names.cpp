#include "engine/policy/known_names.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy {

namespace {

constexpr std::string_view service = "arn:aws:host:*:*:service/*";
constexpr std::string_view command = "arn:aws:host:*:*:command/*";
constexpr std::string_view user = "arn:aws:iam::*:user/*";
constexpr std::string_view device = "arn:aws:iam::*:mfa/*";
constexpr std::string_view store = "arn:aws:host:*:*:store/*";
constexpr std::string_view host_key = "arn:aws:host:*:*:host-key";
constexpr std::string_view anything = "*";

constexpr std::array resources{
    KnownResource{"service", service},
    KnownResource{"command", command},
    KnownResource{"store", store},
    KnownResource{"host-key", host_key},
    KnownResource{"user", user},
    KnownResource{"mfa", device},
};

struct KnownAction {
    std::string_view name;
    std::string_view resource;
};

constexpr std::array action_table{
    KnownAction{"host:CreateRecoveryCodes", user},
    KnownAction{"host:Diagnose", store},
    KnownAction{"host:DisableUser", user},
    KnownAction{"host:EnableUser", user},
    KnownAction{"host:ExportSecret", user},
    KnownAction{"host:ImportSecret", user},
    KnownAction{"host:RotateHostKey", host_key},
    KnownAction{"host:RunCommand", command},
    KnownAction{"host:StartFullSession", service},
    KnownAction{"host:StartSession", service},
    KnownAction{"host:UnlockUser", user},
    KnownAction{"iam:CreateVirtualMFADevice", device},
    KnownAction{"iam:DeactivateMFADevice", user},
    KnownAction{"iam:DeleteVirtualMFADevice", device},
    KnownAction{"iam:EnableMFADevice", user},
    KnownAction{"iam:GetUser", user},
    KnownAction{"iam:ListMFADevices", user},
    KnownAction{"iam:ListUsers", user},
    KnownAction{"iam:ListVirtualMFADevices", device},
    KnownAction{"iam:ResyncMFADevice", user},
    KnownAction{"sts:GetSessionToken", anything},
};

constexpr auto actions = [] {
    std::array<std::string_view, action_table.size()> names;
    std::transform(action_table.begin(), action_table.end(), names.begin(),
                   [](const KnownAction& action) { return action.name; });
    return names;
}();

constexpr std::array<std::string_view, 17> context_keys{
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalArn",
    "aws:SourceIp",
    "aws:userid",
    "aws:username",
    "host:Argument",
    "host:AuthMethod",
    "host:CommandLine",
    "host:Groups",
    "host:Hostname",
    "host:RemoteHost",
    "host:Service",
    "host:TargetUser",
    "host:Tty",
};

constexpr std::array<std::string_view, 39> services{
    "atd",
    "chfn",
    "chpasswd",
    "chsh",
    "cockpit",
    "cron",
    "crond",
    "cups",
    "doas",
    "dovecot",
    "gdm-autologin",
    "gdm-launch-environment",
    "gdm-password",
    "gdm-fingerprint",
    "kde",
    "lightdm",
    "lightdm-autologin",
    "lightdm-greeter",
    "login",
    "lxdm",
    "newusers",
    "other",
    "passwd",
    "polkit-1",
    "ppp",
    "remote",
    "runuser",
    "runuser-l",
    "samba",
    "sddm",
    "sddm-autologin",
    "sddm-greeter",
    "sshd",
    "su",
    "su-l",
    "sudo",
    "sudo-i",
    "systemd-user",
    "xscreensaver",
};

} // namespace

std::span<const std::string_view> known_actions() {
    return actions;
}

std::string_view resource_of_action(std::string_view action) {
    const std::string wanted = to_lower(action);
    const auto* found =
        std::find_if(action_table.begin(), action_table.end(),
                     [&](const KnownAction& known) { return to_lower(known.name) == wanted; });
    return found == action_table.end() ? anything : found->resource;
}

std::span<const KnownResource> known_resources() {
    return resources;
}

std::span<const std::string_view> known_context_keys() {
    return context_keys;
}

bool is_many_valued(std::string_view key) {
    constexpr std::array<std::string_view, 3> keys{"host:argument", "host:authmethod",
                                                   "host:groups"};
    return std::find(keys.begin(), keys.end(), to_lower(key)) != keys.end();
}

std::span<const std::string_view> known_services() {
    return services;
}

} // namespace mfa::policy
