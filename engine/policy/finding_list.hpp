#pragma once

#include "engine/policy/source.hpp"

#include <cstddef>
#include <vector>

namespace mfa::policy {

/// So many errors of one file are shown. A file of 1 MiB can have a million, and whoever mends a
/// hundred of one kind knows what the others are.
inline constexpr std::size_t findings_max = 100;

/// What is wrong in one file: the first `findings_max` of it, and whether there is more. However
/// much is added, it takes no more memory than these.
class FindingList {
public:
    void add(Finding finding);
    [[nodiscard]] bool is_empty() const { return m_findings.empty(); }

    /// In the order of the text, each once. Where some are left off, a last one says so.
    std::vector<Finding> take();

private:
    void trim();

    std::vector<Finding> m_findings;
    bool m_has_left_off = false;
};

} // namespace mfa::policy
