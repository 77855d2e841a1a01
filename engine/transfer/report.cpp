#include "engine/transfer/report.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace mfa::transfer {

void Report::note(Place place, std::string message) {
    add({Severity::note, place, std::move(message)});
}

void Report::error(Place place, std::string message) {
    add({Severity::error, place, std::move(message)});
}

bool Report::has_errors() const {
    return m_more_errors ||
           std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.severity == Severity::error; });
}

void Report::add(Finding finding) {
    if (findings.size() < findings_max) {
        findings.push_back(std::move(finding));
        return;
    }
    m_more_errors = m_more_errors || finding.severity == Severity::error;
    findings.back() = {findings.back().severity, finding.place, "more of the same is not listed"};
}

void name_apart(Report& report) {
    std::set<std::pair<std::string, std::string>> taken;
    for (Entry& entry : report.entries) {
        if (taken.insert({entry.user, entry.device}).second) {
            continue;
        }
        unsigned number = 2;
        do {
            entry.device = "imported-" + std::to_string(number++);
        } while (!taken.insert({entry.user, entry.device}).second);
        report.note(entry.place,
                    "another device of the same user: it is named `" + entry.device + "`");
    }
}

} // namespace mfa::transfer
