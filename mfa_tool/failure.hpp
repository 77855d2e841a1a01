#pragma once

#include "engine/base/result.hpp"
#include "mfa_tool/exit_code.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace mfa::tool {

/// Why a command did not do what it was asked. A denial is one of these and no Error.
struct Failure {
    ExitCode exit = ExitCode::failed;
    std::string code;    ///< short and stable: the `code` of the JSON document
    std::string message; ///< one sentence; may hold text from elsewhere, escaped when printed
    std::optional<std::string> action = std::nullopt;   ///< what the policy was asked
    std::optional<std::string> resource = std::nullopt; ///< and about what
    std::optional<std::int64_t> retry_after_s = std::nullopt;
};

/// How an Error shows to the person: the helper's troubles as `unavailable`, bad input as
/// `invalid_input`, everything else as `failed`.
Failure failure_from(const Error& error);
/// The helper could not be started, died, or answered nonsense.
Failure unavailable(const Error& error);
/// Input that breaks a rule, with what the rule is.
Failure invalid_input(std::string message);

/// A value or a Failure; works with TRY, also on a Result inside.
template <typename T>
class [[nodiscard]] Attempt : public tl::expected<T, Failure> {
public:
    using Base = tl::expected<T, Failure>;
    using Base::Base;

    // NOLINTNEXTLINE(google-explicit-constructor): `return Failure{…}` is the point
    Attempt(Failure failure) : Base{tl::unexpect, std::move(failure)} {}
    // NOLINTNEXTLINE(google-explicit-constructor): lets TRY turn an Error into a Failure
    Attempt(const Error& error) : Base{tl::unexpect, failure_from(error)} {}

    /// The value, moved out. Only after has_value() was seen to be true.
    T take() && { return std::move(**this); }
};

} // namespace mfa::tool
