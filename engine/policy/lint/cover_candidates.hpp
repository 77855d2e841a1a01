// Which statements can cover which at all, found without holding each against each. A statement
// that covers another one fits whatever the other fits, so it also fits one text of its actions and
// one of its resources, and the engine's index knows who does. Of those, many differ in whom or
// what a condition names, and that is looked up, too.
#pragma once

#include "engine/policy/lint/subject.hpp"
#include "engine/policy/statement_index.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace mfa::policy::lint {

class CoverCandidates {
public:
    /// The subject must outlive it.
    explicit CoverCandidates(const Subject& subject);

    /// Those of that effect which may cover the statement; ascending, and never one too few.
    [[nodiscard]] std::vector<std::size_t> of(Effect effect, std::size_t inner) const;
    /// The same where the inner statement's actions are this one (by its place in the list) alone.
    [[nodiscard]] std::vector<std::size_t> of(Effect effect, std::size_t inner,
                                              std::size_t action) const;

private:
    using Mark = std::uint32_t;
    using Marks = std::vector<Mark>; ///< sorted

    /// What a statement's conditions let through, as marks that another's may ask for.
    struct Offer {
        Marks marks;
        bool is_everything = false; ///< no request meets the conditions
    };

    Mark mark_of(const std::string& text);
    [[nodiscard]] Marks wants_of(const StatementView& statement);
    [[nodiscard]] Offer offer_of(const StatementView& statement);
    [[nodiscard]] std::vector<std::size_t> of(Effect effect, std::size_t inner,
                                              const std::string& action) const;

    const Subject& m_subject;
    std::map<std::string, Mark> m_marks;
    std::vector<Marks> m_wants; ///< by statement; none: it takes any offer, else one must be there
    std::vector<Offer> m_offers;
};

} // namespace mfa::policy::lint
