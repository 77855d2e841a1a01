#include "engine/policy/lint/command_path.hpp"

#include "engine/policy/model.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

std::optional<std::string> command_path(std::string_view resource,
                                        TemplateRules::Variables variables) {
    constexpr std::string_view prefix = "command";
    const auto parts = split_at_colons(resource, arn_components, variables);
    if (parts.size() != arn_components || parts[2] != "host" || !parts[5].starts_with(prefix)) {
        return std::nullopt;
    }
    return std::string{parts[5].substr(prefix.size())};
}

bool is_open_ended(std::string_view path) {
    return path.find_first_of("*?") != std::string_view::npos || mentions_variable(path);
}

bool is_user_writable_place(std::string_view path) {
    constexpr std::array<std::string_view, 6> places{"/tmp/",     "/var/tmp/",  "/home/",
                                                     "/dev/shm/", "/run/user/", "/var/crash/"};
    return std::any_of(places.begin(), places.end(),
                       [&](std::string_view place) { return path.starts_with(place); });
}

} // namespace mfa::policy::lint
