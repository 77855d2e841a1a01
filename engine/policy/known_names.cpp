#include "engine/policy/known_names.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy {

namespace {

constexpr std::array<std::string_view, 18> actions{
    "host:CreateRecoveryCodes",
    "host:DisableUser",
    "host:EnableUser",
    "host:ImportSecret",
    "host:RunCommand",
    "host:StartFullSession",
    "host:StartSession",
    "host:UnlockUser",
    "iam:CreateVirtualMFADevice",
    "iam:DeactivateMFADevice",
    "iam:DeleteVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
};

constexpr std::string_view service = "arn:aws:host:*:*:service/*";
constexpr std::string_view command = "arn:aws:host:*:*:command/*";
constexpr std::string_view user = "arn:aws:iam::*:user/*";
constexpr std::string_view device = "arn:aws:iam::*:mfa/*";
constexpr std::string_view anything = "*";

/// In the order of `actions`.
constexpr std::array<std::string_view, actions.size()> resources{
    user, user,   user, user, command, service, service, user, device,
    user, device, user, user, user,    user,    device,  user, anything,
};

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
    const auto* found = std::find_if(actions.begin(), actions.end(), [&](std::string_view name) {
        return to_lower(name) == wanted;
    });
    return found == actions.end() ? anything
                                  : resources.at(static_cast<std::size_t>(found - actions.begin()));
}

std::span<const std::string_view> known_context_keys() {
    return context_keys;
}

std::span<const std::string_view> known_services() {
    return services;
}

} // namespace mfa::policy
