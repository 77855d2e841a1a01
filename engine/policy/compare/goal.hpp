// What a search is for, and what can be told of it before a request is complete.
#pragma once

#include "engine/policy/compare/space.hpp"

#include <cstdint>

namespace mfa::policy::compare {

/// What may still become of a request that is known in part.
enum class Outlook : std::uint8_t {
    open,
    hopeless, ///< whatever the rest is, it is not what is looked for
    reached,  ///< whatever the rest is, it is
};

class Goal {
public:
    enum class Kind : std::uint8_t {
        difference, ///< the old and the new decision differ
        allowed,    ///< the new decision is Allow
    };

    /// The items of the space but those in `ghosts`, which do not count.
    Goal(Kind kind, const Space& space, const Bits& ghosts);

    /// Of statements that may still apply (`alive`) and, among those, such as do for certain.
    /// Takes out of `alive` what can no longer make a difference; of what makes the same, one of
    /// `preferred` stays where there is one.
    [[nodiscard]] Outlook settle(Bits& alive, const Bits& certain, const Bits& preferred) const;

    /// Whether that is it, when those statements apply and no others.
    [[nodiscard]] bool is_met(const Bits& applying) const;

private:
    Kind m_kind;
    const Space& m_space;
    Bits m_common_denies;  ///< that both policies have; of `allowed` all
    Bits m_common_allows;  ///< the same
    Bits m_changed_denies; ///< that one of them has
    Bits m_real;
};

} // namespace mfa::policy::compare
