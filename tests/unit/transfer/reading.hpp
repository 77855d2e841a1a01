// What the tests of the readers share: short ways to read a text and to look at a report.
#pragma once

#include "engine/transfer/report.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <string>
#include <string_view>

namespace mfa::test {

/// The shared secret of RFC 4226 appendix D, as base32 and as hexadecimal.
inline constexpr std::string_view rfc_secret = "12345678901234567890";
inline constexpr std::string_view rfc_base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
inline constexpr std::string_view rfc_hexadecimal = "3132333435363738393031323334353637383930";

inline SecretBuffer secret_text(std::string_view text) {
    return SecretBuffer::copy_of(text);
}

/// `LINE:COLUMN note|error MESSAGE` on a line each.
inline std::string findings_of(const transfer::Report& report) {
    std::ostringstream text;
    for (const auto& finding : report.findings) {
        text << finding.place.line << ':' << finding.place.column << ' '
             << (finding.severity == transfer::Severity::note ? "note " : "error ")
             << finding.message << '\n';
    }
    return text.str();
}

/// The only entry of a report without errors.
inline const transfer::Entry& only_entry(const transfer::Report& report) {
    CHECK_EQUAL(report.has_errors() ? findings_of(report) : "", "");
    CHECK_EQUAL(report.entries.size(), 1U);
    return report.entries.front();
}

/// Fails unless nothing was taken and some finding begins with `LINE:COLUMN error`.
inline void check_refused(const transfer::Report& report, std::string_view place,
                          std::string_view part) {
    CHECK(report.entries.empty());
    const std::string findings = findings_of(report);
    const std::string begin = std::string{place} + " error ";
    const std::size_t at = findings.find(begin);
    CHECK_EQUAL(at == std::string::npos ? findings : begin, begin);
    CHECK_EQUAL(findings.find(part, at) == std::string::npos ? findings : std::string{part}, part);
}

} // namespace mfa::test
