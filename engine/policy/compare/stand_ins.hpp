// Statements whose variables have been settled, as others would meet them. Between two people, a
// statement with variables covers different resources; to see where they differ, the one must be
// held against what it covers for the other.
#pragma once

#include "engine/policy/compare/space.hpp"

#include <deque>
#include <vector>

namespace mfa::policy::compare {

/// Whether what a statement covers differs between people, whatever its conditions say of them.
bool varies(const Statement& statement);

class StandIns {
public:
    /// For each statement of the space that varies and is in `alive` one that covers what it covers
    /// for that request, or more.
    StandIns(const Space& space, const Bits& alive, const Request& request);
    StandIns(const StandIns&) = delete;
    StandIns& operator=(const StandIns&) = delete;
    ~StandIns() = default;

    [[nodiscard]] const std::vector<Item>& items() const { return m_items; }

private:
    std::deque<Statement> m_models;                  ///< the items point to them
    std::deque<explain::WrittenStatement> m_written; ///< and to these
    std::vector<Item> m_items;
};

} // namespace mfa::policy::compare
