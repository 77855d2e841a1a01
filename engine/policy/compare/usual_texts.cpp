#include "engine/policy/compare/usual_texts.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/compare/candidates.hpp"
#include "engine/policy/template.hpp"

#include <array>

namespace mfa::policy::compare {

namespace {

constexpr std::array<std::string_view, 9> actions{
    "host:StartFullSession",      "host:StartSession",   "host:RunCommand",
    "iam:DeactivateMFADevice",    "iam:EnableMFADevice", "iam:CreateVirtualMFADevice",
    "iam:DeleteVirtualMFADevice", "sts:GetSessionToken", "iam:GetUser"};
constexpr std::array<std::string_view, 8> resources{
    "arn:aws:host:web1:000000000000:service/sshd",
    "arn:aws:host:web1:000000000000:service/example",
    "arn:aws:host:web1:000000000000:command/usr/bin/example",
    "arn:aws:iam::000000000000:user/alice",
    "arn:aws:iam::000000000000:user/example",
    "arn:aws:iam::000000000000:mfa/alice",
    "arn:aws:iam::000000000000:mfa/example",
    "*"};

/// The component of an ARN pattern with something plain for its wildcards.
std::string component_sample(std::string_view part, std::size_t index, bool is_host) {
    if (part != "*") {
        return sample_of(part);
    }
    switch (index) {
    case 1:
        return "aws";
    case 3:
        return is_host ? "web1" : "";
    case 4:
        return "000000000000";
    default:
        return "example";
    }
}

} // namespace

std::span<const std::string_view> usual_actions() {
    return actions;
}

std::span<const std::string_view> usual_resources() {
    return resources;
}

std::string service_of_action(std::string_view action) {
    return to_lower(action.substr(0, action.find(':')));
}

std::string service_of_resource(std::string_view resource) {
    const auto parts = split_at_colons(resource, 4, TemplateRules::Variables::literal);
    return parts.size() > 2 ? std::string{parts[2]} : std::string{};
}

std::string resource_sample(const std::string& pattern) {
    const auto parts = split_at_colons(pattern, arn_components, TemplateRules::Variables::special);
    if (parts.size() != arn_components) {
        return sample_of(pattern);
    }
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : ":") + component_sample(parts[i], i, parts[2] == "host");
    }
    return text;
}

bool is_usual_pair(std::string_view action, std::string_view resource) {
    const std::string service = service_of_action(action);
    const std::string about = service_of_resource(resource);
    return about == service || service == "sts";
}

} // namespace mfa::policy::compare
