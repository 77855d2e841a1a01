#include "engine/policy/finding_list.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace mfa::policy {

namespace {

bool stands_before(const Finding& left, const Finding& right) {
    return std::tie(left.line, left.column) < std::tie(right.line, right.column);
}

} // namespace

void FindingList::add(Finding finding) {
    // Since something was left off, the first ones are sorted.
    if (m_has_left_off && !stands_before(finding, m_findings[findings_max - 1])) {
        return;
    }
    m_findings.push_back(std::move(finding));
    if (m_findings.size() >= 2 * findings_max) {
        trim();
    }
}

void FindingList::trim() {
    std::stable_sort(m_findings.begin(), m_findings.end(), stands_before);
    const auto end = std::unique(m_findings.begin(), m_findings.end(),
                                 [](const Finding& left, const Finding& right) {
                                     return std::tie(left.line, left.column, left.message) ==
                                            std::tie(right.line, right.column, right.message);
                                 });
    m_findings.erase(end, m_findings.end());
    if (m_findings.size() > findings_max) {
        m_findings.erase(m_findings.begin() + findings_max, m_findings.end());
        m_has_left_off = true;
    }
}

std::vector<Finding> FindingList::take() {
    trim();
    if (m_has_left_off) {
        Finding last = m_findings.back();
        last.message = "there are more errors; the first " + std::to_string(findings_max) +
                       " of a file are shown";
        last.code = "too-many-errors";
        m_findings.push_back(std::move(last));
    }
    return std::exchange(m_findings, {});
}

} // namespace mfa::policy
