// What holds for every reader of engine/transfer, whatever it is given.
#pragma once

#include "engine/base/text.hpp"
#include "engine/transfer/report.hpp"
#include "engine/transfer/secret_text.hpp"
#include "tests/fuzz/support/require.hpp"

#include <string_view>

namespace mfa::fuzz {

/// - an entry is a device that can make codes, of a secret that is neither short nor long;
/// - findings are bounded, lie within the text and can be shown on a terminal.
inline void check_import(std::string_view text, const transfer::Report& report) {
    for (const transfer::Entry& entry : report.entries) {
        require(otp::is_supported(entry.parameters), "an entry can make codes");
        require(entry.secret.size() >= transfer::short_secret_min &&
                    entry.secret.size() <= transfer::secret_max,
                "a secret has a fit length");
        require(entry.drift_s >= -86400 && entry.drift_s <= 86400, "a drift is at most a day");
        require(entry.last_step >= -1, "a spent step is one");
        require(entry.counter < 1ULL << 63U, "a counter fits the protocol");
    }
    require(report.findings.size() <= transfer::findings_max, "findings are bounded");
    for (const transfer::Finding& finding : report.findings) {
        require(finding.place.line >= 1 && finding.place.column >= 1 &&
                    finding.place.line <= text.size() + 1 &&
                    finding.place.column <= text.size() + 1,
                "a finding lies within the text");
        require(escape_controls(finding.message) == finding.message, "a message can be shown");
    }
}

/// No message quotes 16 letters and digits in a row of the text, as every secret has them. (Digits
/// alone may be a bound that the message names.)
inline void check_nothing_is_told(std::string_view text, const transfer::Report& report) {
    constexpr std::size_t length = 16;
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (const transfer::Finding& finding : report.findings) {
        for (std::size_t at = 0; at + length <= finding.message.size(); ++at) {
            const auto part = std::string_view{finding.message}.substr(at, length);
            require(part.find_first_not_of(alphabet) != std::string_view::npos ||
                        part.find_first_not_of("0123456789") == std::string_view::npos ||
                        text.find(part) == std::string_view::npos,
                    "a message tells nothing of a secret");
        }
    }
}

} // namespace mfa::fuzz
