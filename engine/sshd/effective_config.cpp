#include "engine/sshd/effective_config.hpp"

#include "engine/base/text.hpp"

#include <array>

namespace mfa::sshd {

namespace {

struct Setting {
    std::string_view name;
    bool is_disabled_as_one; ///< by DisableForwarding
};

constexpr std::array<Setting, 5> settings{{{"allowtcpforwarding", true},
                                           {"allowstreamlocalforwarding", true},
                                           {"permittunnel", true},
                                           {"allowagentforwarding", false},
                                           {"x11forwarding", false}}};

} // namespace

EffectiveConfig read_effective_config(std::string_view output) {
    EffectiveConfig config;
    for (const std::string_view line : split(output, '\n')) {
        const auto blank = line.find(' ');
        if (blank != std::string_view::npos && blank > 0) {
            config.insert_or_assign(to_lower(line.substr(0, blank)),
                                    std::string{line.substr(blank + 1)});
        }
    }
    return config;
}

Result<std::vector<std::string>> open_forwardings(const EffectiveConfig& config) {
    const auto disabled = config.find("disableforwarding");
    const bool all_disabled = disabled != config.end() && disabled->second == "yes";
    std::vector<std::string> open;
    for (const Setting& setting : settings) {
        const auto found = config.find(setting.name);
        if (found == config.end()) {
            return Error{ErrorKind::protocol, "read what sshd does",
                         "`sshd -T` says nothing of " + std::string{setting.name}};
        }
        if (found->second != "no" && !(setting.is_disabled_as_one && all_disabled)) {
            open.push_back(found->first + " " + found->second);
        }
    }
    return open;
}

} // namespace mfa::sshd
