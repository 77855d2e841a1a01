// Errors as values. `auto fd = TRY(open_directory(path));` returns early with the Error.
#pragma once

#include "engine/base/error.hpp"

#include <tl/expected.hpp>
#include <utility>

namespace mfa {

/// A value or an Error. A class and not an alias, so that [[nodiscard]] holds everywhere.
template <typename T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using Base = tl::expected<T, Error>;
    using Base::Base;

    // NOLINTNEXTLINE(google-explicit-constructor): `return Error{…}` is the point
    Result(Error error) : Base{tl::unexpect, std::move(error)} {}

    /// The value, moved out. Only after has_value() was seen to be true.
    T take() && { return std::move(**this); }
};

template <>
class [[nodiscard]] Result<void> : public tl::expected<void, Error> {
public:
    using Base = tl::expected<void, Error>;
    using Base::Base;

    // NOLINTNEXTLINE(google-explicit-constructor): `return Error{…}` is the point
    Result(Error error) : Base{tl::unexpect, std::move(error)} {}

    // NOLINTNEXTLINE(readability-convert-member-functions-to-static): mirrors Result<T>
    void take() && {}
};

} // namespace mfa

/// The value of a Result, or return its Error from this function. May be nested.
#define TRY(expression) MFA_TRY_NAMED(expression, MFA_TRY_JOIN(try_result_, __COUNTER__))
#define MFA_TRY_JOIN(left, right) MFA_TRY_JOIN_EXPANDED(left, right)
#define MFA_TRY_JOIN_EXPANDED(left, right) left##right
// NOLINTBEGIN(bugprone-macro-parentheses): a name that is declared takes none
#define MFA_TRY_NAMED(expression, name)                                                            \
    ({                                                                                             \
        auto name = (expression);                                                                  \
        if (!name) [[unlikely]] {                                                                  \
            return std::move(name).error();                                                        \
        }                                                                                          \
        std::move(name).take();                                                                    \
    })
// NOLINTEND(bugprone-macro-parentheses)
