// pam_oath's users file. Holds beside what import_checks.hpp says:
//   - an entry has a user whose name can be one, and no two have the same user and device;
//   - a line is an entry or an error: as many lines that say something as there are of both.
#include "engine/transfer/oath_users.hpp"
#include "engine/transfer/text.hpp"
#include "tests/fuzz/support/import_checks.hpp"

#include <set>

namespace mfa::fuzz {

namespace {

std::size_t lines_that_count(std::string_view text) {
    std::size_t count = 0;
    transfer::Lines lines{text};
    while (const auto line = lines.next()) {
        const auto fields = transfer::fields_of(*line);
        count += fields.empty() || fields[0].text.starts_with('#') ? 0 : 1;
    }
    return count;
}

} // namespace

void one_input(std::string_view input) {
    const auto report = transfer::read_oath_users(SecretBuffer::copy_of(input));
    check_import(input, report);
    check_nothing_is_told(input, report);
    std::set<std::pair<std::string, std::string>> names;
    for (const transfer::Entry& entry : report.entries) {
        require(is_acceptable_user_name(entry.user), "an entry has a user");
        require(names.insert({entry.user, entry.device}).second, "no two devices have one name");
    }
    std::size_t errors = 0;
    for (const transfer::Finding& finding : report.findings) {
        errors += finding.severity == transfer::Severity::error ? 1 : 0;
    }
    require(report.findings.size() == transfer::findings_max ||
                report.entries.size() + errors == lines_that_count(input),
            "each line is taken or refused");
}

} // namespace mfa::fuzz
